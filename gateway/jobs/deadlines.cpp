#include "gateway/jobs/deadlines.h"

#include "db/failpoint.h"
#include "gateway/log.h"
#include "services/form/context.h"
#include "services/rules/time.h"

namespace gateway {

Deadlines::Deadlines(const services::Catalog& catalog, db::Stores& stores, CurrentLive live, LinkTo link_to)
    : catalog_(catalog), stores_(stores), live_(std::move(live)), link_to_(std::move(link_to)), jobs_("deadlines", no_hands) {}

void Deadlines::start() {
    const auto look = [this](services::Instant now) {
        round(now);
        return Jobs::rest;
    };
    jobs_.start(look, [this](services::Instant now) { stores_.marks.sweep(services::unix_time(now)); });
}

int Deadlines::round(services::Instant now) {
    int count = 0;
    const auto live = live_();
    const Config& config = *live->config;
    services::Context context{.now = now, .figures = config.figures, .stores = stores_, .link_to = [&](const std::string& document) {
                                  return link_to_(config, document, now);
                              }};
    for (const services::Service& service : catalog_.all()) {
        if (!service.overdue) continue;
        services::enter(service, context);
        for (const db::Record& record : stores_.records.list_due(service.id, services::unix_time(now))) {
            db::failpoint("deadlines: due");
            try {
                service.overdue(record, context);
                log::info("record overdue", {{"record", record.id}, {"service", service.id}, {"state", record.state}});
            } catch (const std::exception& failure) {
                log::error("record overdue, and nothing done", {{"record", record.id}, {"why", failure.what()}});
            }
            ++count;
        }
    }
    return count;
}

}  // namespace gateway
