#include "gateway/jobs/distress.h"

#include "gateway/log.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

db::Caller caller_of(db::Stores& stores, const Outcry& outcry) {
    if (!outcry.draft.empty()) return {.channel = {}, .user = {}, .name = {}, .mobile = {}, .draft = outcry.draft};
    db::Caller caller{.channel = "W", .user = outcry.openid, .name = {}, .mobile = {}, .draft = {}};
    try {
        // Kept with the alarm: whoever leaves the account a second later must still be found.
        if (const auto resident = stores.residents.find_by_alias("W", outcry.openid)) {
            caller.name = resident->name;
            caller.mobile = resident->mobile;
        }
    } catch (const db::VaultError&) {
        // Sealed by a key that is gone: the desk is rung without them.
    }
    return caller;
}

}  // namespace

bool put_down(db::Stores& stores, Metrics& metrics, const Outcry& outcry, services::Instant now) noexcept {
    try {
        const std::int64_t at = services::unix_time(now);
        const db::Cry cry{.caller = caller_of(stores, outcry), .kind = outcry.kind, .words = outcry.words, .push = outcry.push};
        db::Alarms::Raised raised;
        stores.sql.transaction([&](db::Transaction& transaction) {
            raised = stores.alarms.raise(transaction, cry, at);
            if (raised.came != db::Alarms::Came::raised) return;
            stores.audit.append(transaction,
                                {.at = at, .who = "gateway", .action = "alarm raised", .about = raised.id, .detail = cry.kind});
        });
        if (raised.came == db::Alarms::Came::known) return true;
        const char* how = raised.came == db::Alarms::Came::raised ? "raised" : "joined";
        metrics.alarm(cry.kind, how);
        log::warn("cry for help", {{"trace", outcry.trace}, {"alarm", raised.id}, {"kind", cry.kind}, {"how", how}});
        return true;
    } catch (const std::exception& failure) {
        metrics.alarms_lost.Increment();
        log::error("alarm not put down: it can be rung once, and not acknowledged",
                   {{"trace", outcry.trace}, {"kind", outcry.kind}, {"why", failure.what()}});
        return false;
    }
}

}  // namespace gateway
