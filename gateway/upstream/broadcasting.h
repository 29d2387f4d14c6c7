// A notice on its way to followers: looked at, released once, followed up, taken back.
#pragma once

#include <cstdint>
#include <string>

#include "db/stores/broadcasts.h"
#include "gateway/upstream/notice.h"
#include "services/rules/time.h"
#include "wechat/client.h"
#include "wechat/mass_messages.h"

namespace gateway {

/// What the work stands on; owns nothing.
struct PressDesk {
    const wechat::Client& client;
    db::Broadcasts& broadcasts;
    services::Instant now;
};

/// How often a follower may be sent something in a calendar month (catalogue §10).
constexpr std::int64_t sends_a_month = 4;

/// All throw std::runtime_error that says why not, and what wechat::Client throws.

/// Shows it on one telephone: from then on these bytes may be released. `by`: who asks, as in the audit chain.
db::Broadcast preview(const PressDesk&, const Notice&, const wechat::mass::Viewer&, const std::string& by);

/// The broadcast as it may go out: previewed in exactly these bytes, to somebody, with a send left this month; or released, while nobody
/// knows whether WeChat took it, for less than a day.
db::Broadcast releasable(const PressDesk&, const Notice&);
/// Of sends_a_month, to this audience or to all, by our table: what the console sent is not in it.
std::int64_t used_this_month(const PressDesk&, const std::string& audience);

struct Released {
    db::Broadcast broadcast;
    bool was_there = false;  // WeChat had it from an earlier release: nothing was sent now
};
/// Sends it. What WeChat refuses may be released again; when WeChat does not answer, the same again sends nothing twice.
Released release(const PressDesk&, const Notice&, const std::string& by);

/// Takes an article away from those who did not open it yet.
db::Broadcast withdraw(const PressDesk&, const std::string& id);

/// WeChat's status of a finished job in English: "err(20001)" is "refused: political content".
std::string explain(const std::string& status);

}  // namespace gateway
