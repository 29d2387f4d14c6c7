// What an operator asks of WeChat about the account, from the command line: menu, token, quota, callback, QR codes.
#pragma once

#include <iosfwd>
#include <string>

#include "services/form/catalog.h"

namespace gateway {

/// All read the configuration of the folder, print to `out`, and return the exit code of the program. Throw std::runtime_error when the
/// account has no app secret, and what wechat::Client throws, said so that an operator knows what to do.

/// What `menu_push` would change, one line a difference; 0: nothing, 1: something.
int menu_diff(const std::string& folder, const services::Catalog&, std::ostream& out);
/// Gives WeChat the menu of menu.json without the lines none of whose services is open, and a menu for each tag that lines name; others
/// that stand there for tags go.
int menu_push(const std::string& folder, const services::Catalog&, std::ostream& out);
/// What a follower sees, by openid or WeChat name.
int menu_try(const std::string& folder, const std::string& follower, std::ostream& out);
/// Whether a token can be had; never the token.
int token_check(const std::string& folder, std::ostream& out);
/// Calls of one interface today, e.g. /cgi-bin/message/custom/send.
int quota_of(const std::string& folder, const std::string& path, std::ostream& out);
/// Name resolution and pings of the callback address as seen from WeChat.
int check_callback(const std::string& folder, std::ostream& out);
/// A code that opens a service, or a service at an office: id_card_appointment@th-tangxia. Days 0: permanent, of which there are 100,000.
int qr_code(const std::string& folder, const services::Catalog&, const std::string& scene, int days, std::ostream& out);

}  // namespace gateway
