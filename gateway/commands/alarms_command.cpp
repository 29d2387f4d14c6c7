#include "gateway/commands/alarms_command.h"
#include "gateway/clock.h"

#include <ostream>

#include "gateway/world.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

constexpr int most_listed = 200;

std::string moment(std::int64_t at) { return services::iso_with_time(services::instant_at(at)); }

std::string line_of(const db::AlarmState& alarm) {
    std::string line = alarm.id + "  " + moment(alarm.raised_at) + "  " + alarm.kind + "  rung " + std::to_string(alarm.rings) + "x";
    if (alarm.escalated_at > 0) line += "  escalated " + moment(alarm.escalated_at);
    return line +
           (alarm.acknowledged_at == 0 ? "  OPEN" : "  acknowledged " + moment(alarm.acknowledged_at) + " by " + alarm.acknowledged_by);
}

int unknown(const std::string& id, std::ostream& out) {
    out << "there is no alarm " << id << "\n";
    return 1;
}

}  // namespace

int alarms_list(const std::string& folder, std::ostream& out) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        for (const db::AlarmState& alarm : storage.stores.alarms.list(most_listed)) out << line_of(alarm) << "\n";
        return 0;
    });
}

int alarm_show(const std::string& folder, const std::string& id, std::ostream& out) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        const auto alarm = storage.stores.alarms.find(id);
        if (!alarm) return unknown(id, out);
        out << line_of(alarm->state) << "\n";
        const auto put = [&](const char* name, const std::string& value) { out << name << (value.empty() ? "-" : value) << "\n"; };
        put("words   ", alarm->words);
        put("at      ", moment(alarm->state.latest_at));
        put("name    ", alarm->caller.name);
        put("mobile  ", alarm->caller.mobile);
        put("openid  ", alarm->caller.user);
        return 0;
    });
}

int alarm_acknowledge(const std::string& folder, const std::string& id, const std::string& by, std::ostream& out) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        auto result = db::Alarms::Acknowledged::unknown;
        storage.stores.sql.transaction([&](db::Transaction& transaction) {
            result = storage.stores.alarms.acknowledge(transaction, id, by, services::unix_time(clock_now()));
        });
        if (result == db::Alarms::Acknowledged::unknown) return unknown(id, out);
        out << id << (result == db::Alarms::Acknowledged::now ? " acknowledged\n" : " had been acknowledged before\n");
        return 0;
    });
}

}  // namespace gateway
