// What becomes of records when their deadline comes: each service says it of its own.
#pragma once

#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/jobs/jobs.h"
#include "gateway/metrics.h"
#include "services/form/catalog.h"

namespace gateway {

/// The address at which a document can be opened, from the configuration in force and the moment it is given at.
using LinkTo = std::function<std::string(const Config&, const std::string& document, services::Instant now)>;

/// Any number of processes may run one; a record is given to its service by whoever leases it. One whose service fails comes again later,
/// and one that does not open the next day, so that neither stands before the others.
class Deadlines {
  public:
    Deadlines(const services::Catalog&, db::Stores&, Metrics&, CurrentLive, LinkTo);

    /// Begins to look every second.
    void start();
    /// The overdue records of every service, a batch of each; how many.
    int round(services::Instant now);

  private:
    std::optional<db::Record> opened(const db::Lease&, std::int64_t now);
    void move(const services::Service&, const db::Lease&, services::Context&);

    const services::Catalog& catalog_;
    db::Stores& stores_;
    Metrics& metrics_;
    CurrentLive live_;
    LinkTo link_to_;
    Jobs jobs_;  // last: what it does uses all of the above
};

}  // namespace gateway
