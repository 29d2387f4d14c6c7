// `broadcast`: what a press officer does with a notice, from the command line.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "gateway/commands/acting.h"
#include "wechat/mass_messages.h"

namespace gateway {

/// All print to `out` and return the exit code of the program; errors of the notice go to `out` as file:line:column. They throw as
/// at_wechat and carry_out, and std::runtime_error that says why it may not be done.

int broadcast_check(const std::string& file, std::ostream& out);
/// One publisher.
int broadcast_preview(const std::string& folder, const std::string& file, const wechat::mass::Viewer&, const std::vector<Proof>&,
                      std::ostream& out);
/// Two publishers: what is on telephones cannot be taken back. Nothing is audited of what may not go out.
int broadcast_release(const std::string& folder, const std::string& file, const std::vector<Proof>&, std::ostream& out);
/// All of our table, the newest first; with an id all that is known of that one, and what WeChat says of one still on its way.
int broadcast_status(const std::string& folder, const std::string& id, std::ostream& out);
/// One publisher: it can do no harm, and is in a hurry.
int broadcast_withdraw(const std::string& folder, const std::string& id, const std::vector<Proof>&, std::ostream& out);

}  // namespace gateway
