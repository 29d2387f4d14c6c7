#include "gateway/jobs/deadlines.h"

#include "db/failpoint.h"
#include "gateway/jobs/unreadable.h"
#include "gateway/log.h"
#include "services/form/act.h"
#include "services/form/context.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

constexpr int batch = 50;                     // records of a service leased at a time
constexpr std::int64_t lease = 120;           // seconds; longer than a whole batch takes
constexpr std::int64_t longest_pause = 3600;  // seconds between two attempts
constexpr std::int64_t a_day = 86'400;

}  // namespace

Deadlines::Deadlines(const services::Catalog& catalog, db::Stores& stores, Metrics& metrics, CurrentLive live, LinkTo link_to)
    : catalog_(catalog),
      stores_(stores),
      metrics_(metrics),
      live_(std::move(live)),
      link_to_(std::move(link_to)),
      jobs_("deadlines", no_hands) {}

void Deadlines::start() {
    const auto look = [this](services::Instant now) {
        round(now);
        return Jobs::rest;
    };
    jobs_.start(look, [this](services::Instant now) {
        stores_.marks.sweep(services::unix_time(now));
        stores_.drafts.sweep(services::unix_time(now));
        constexpr std::int64_t longest_import = 86'400;
        stores_.data_sets.sweep(services::unix_time(now) - longest_import);
        stores_.appointments.sweep_holds(services::unix_time(now));
        stores_.pools.sweep_holds(services::unix_time(now));
    });
}

int Deadlines::round(services::Instant now) {
    int count = 0;
    const auto live = live_();
    const Config& config = *live->config;
    services::Context context{.now = now, .figures = config.figures, .stores = stores_, .link_to = [&](const std::string& document) {
                                  return link_to_(config, document, now);
                              }};
    const std::int64_t at = services::unix_time(now);
    for (const services::Service& service : catalog_.all()) {
        if (service.life == nullptr) continue;
        services::enter(service, context);
        for (const db::Lease& leased : stores_.overdue.lease(service.id, at, at + lease, batch)) {
            db::failpoint("deadlines: due");
            move(service, leased, context);
            ++count;
        }
    }
    return count;
}

std::optional<db::Record> Deadlines::opened(const db::Lease& leased, std::int64_t now) {
    try {
        return stores_.records.find(leased.id);
    } catch (const db::VaultError&) {
        UnreadableRows(metrics_, "records")(leased.id);
        stores_.overdue.again(leased, now + a_day);
        return std::nullopt;
    }
}

void Deadlines::move(const services::Service& service, const db::Lease& leased, services::Context& context) {
    const std::int64_t now = services::unix_time(context.now);
    try {
        const auto record = opened(leased, now);
        if (!record) return;
        services::ring(*record, context);
        log::info("record overdue", {{"record", record->id}, {"service", service.id}, {"state", record->state}});
        stores_.overdue.settled(leased);
    } catch (const std::exception& failure) {
        log::error("record overdue, and nothing done", {{"record", leased.id}, {"attempts", leased.attempts}, {"why", failure.what()}});
        stores_.overdue.again(leased, now + pause_after(leased.attempts, longest_pause));
    }
}

}  // namespace gateway
