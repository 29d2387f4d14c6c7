// What waits in the tables, of all processes, counted for Prometheus.
#pragma once

#include "db/stores.h"
#include "gateway/jobs/jobs.h"
#include "gateway/metrics.h"

namespace gateway {

class Backlog {
  public:
    Backlog(db::Stores&, Metrics&);

    /// Begins to count, every five seconds: counting reads every open entry.
    void start();
    /// Outbox, alarms and broadcasts.
    void count(services::Instant now);

  private:
    db::Stores& stores_;
    Metrics& metrics_;
    Jobs jobs_;  // last: what it does uses all of the above
};

}  // namespace gateway
