#include "gateway/jobs/distress.h"

#include "gateway/log.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

db::Caller caller_of(db::Stores& stores, const Distress& distress) {
    if (!distress.draft.empty()) return {.from = {}, .name = {}, .mobile = {}, .draft = distress.draft};
    db::Caller caller{.from = distress.from, .name = {}, .mobile = {}, .draft = {}};
    try {
        // Kept with the alarm: whoever leaves the account a second later must still be found.
        if (const auto resident = stores.residents.find_by_alias(distress.from)) {
            caller.name = resident->name;
            caller.mobile = resident->mobile;
        }
    } catch (const db::VaultError&) {
        // Sealed by a key that is gone: the desk is rung without them.
    }
    return caller;
}

}  // namespace

bool record_alarm(db::Stores& stores, Metrics& metrics, const Distress& distress, services::Instant now) noexcept {
    try {
        const std::int64_t at = services::unix_time(now);
        const db::Cry cry{.caller = caller_of(stores, distress), .kind = distress.kind, .words = distress.words, .push = distress.push};
        db::Alarms::Raised raised;
        stores.sql.transaction([&](db::Transaction& transaction) {
            raised = stores.alarms.raise(transaction, cry, at);
            if (raised.came == db::Alarms::Came::known) return;
            stores.alarm_entries.add(transaction, {.alarm = raised.id, .at = at, .kind = "words", .text = cry.words}, cry.push);
            if (raised.came != db::Alarms::Came::raised) return;
            stores.audit.append(transaction,
                                {.at = at, .who = "gateway", .action = "alarm raised", .about = raised.id, .detail = cry.kind});
        });
        if (raised.came == db::Alarms::Came::known) return true;
        const char* how = raised.came == db::Alarms::Came::raised ? "raised" : "joined";
        metrics.alarm(cry.kind, how);
        log::warn("cry for help", {{"trace", distress.trace}, {"alarm", raised.id}, {"kind", cry.kind}, {"how", how}});
        return true;
    } catch (const std::exception& failure) {
        metrics.alarms_lost.Increment();
        log::error("alarm not put down: it can be rung once, and not acknowledged",
                   {{"trace", distress.trace}, {"kind", distress.kind}, {"why", failure.what()}});
        return false;
    }
}

}  // namespace gateway
