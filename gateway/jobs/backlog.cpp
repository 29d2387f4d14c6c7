#include "gateway/jobs/backlog.h"

#include "services/rules/time.h"

namespace gateway {
namespace {

double seconds_since(std::int64_t begun, std::int64_t now) { return begun == 0 ? 0 : static_cast<double>(now - begun); }

}  // namespace

Backlog::Backlog(db::Stores& stores, Metrics& metrics) : stores_(stores), metrics_(metrics), jobs_("backlog", no_hands) {}

void Backlog::start() {
    jobs_.start(
        [this](services::Instant now) {
            count(now);
            return Jobs::rest;
        },
        {}, std::chrono::seconds(5));
}

void Backlog::count(services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    const db::OutboxCounts outbox = stores_.outbox.counts(at);
    metrics_.outbox(static_cast<double>(outbox.open), static_cast<double>(outbox.dead), seconds_since(outbox.oldest_due, at));
    const db::AlarmCounts alarms = stores_.alarms.counts();
    metrics_.alarms(static_cast<double>(alarms.open), seconds_since(alarms.oldest, at));
    for (const auto& [stage, number] : stores_.broadcasts.counts())
        metrics_.broadcasts(std::string(db::name_of(stage)), static_cast<double>(number));
}

}  // namespace gateway
