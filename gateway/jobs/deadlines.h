// What becomes of records when their deadline comes: each service says it of its own.
#pragma once

#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/jobs/jobs.h"
#include "services/form/catalog.h"

namespace gateway {

/// The address at which a document can be opened, from the configuration in force and the moment it is given at.
using LinkTo = std::function<std::string(const Config&, const std::string& document, services::Instant now)>;

/// Any number of processes may run one: a record is moved from the state it was seen in, by whoever is first.
class Deadlines {
  public:
    Deadlines(const services::Catalog&, db::Stores&, CurrentLive, LinkTo);

    /// Begins to look every second.
    void start();
    /// Every record that is overdue, given to its service; how many.
    int round(services::Instant now);

  private:
    const services::Catalog& catalog_;
    db::Stores& stores_;
    CurrentLive live_;
    LinkTo link_to_;
    Jobs jobs_;  // last: what it does uses all of the above
};

}  // namespace gateway
