// The departments' own systems, asked about one row of a data set at a time.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "db/breaker.h"
#include "gateway/config/config.h"
#include "gateway/metrics.h"
#include "services/form/catalog.h"
#include "services/shapes/data_set.h"
#include "wechat/http.h"

namespace gateway {

/// POSTs {"data_set": ID, "key": {COLUMN: VALUE …}} with `Authorization: Bearer TOKEN` to the address that gateway.json names, and expects
/// 200 and {"rows": [{COLUMN: VALUE …} …]}: none when there is no such row, and otherwise one with every column that is not part of the
/// key, a choice by its id or its label. Anything else is no answer, and never shown.
///
/// A resident waits for it, so what is slow or silent is waited for by few and not for long: each has its timeout, one department holds at
/// most `most_waiting` workers, and after three failures in a row, or one that took the timeout, it is left alone for a while.
/// Any number of threads; logs name no value.
class Departments {
  public:
    static constexpr int most_waiting = 8;

    Departments(const services::Catalog&, Metrics&, wechat::Transport = wechat::http_transport());

    services::FromDepartment ask(const Config&, const services::DataSet&, const services::Answers& key, services::Instant now);

  private:
    struct Line {
        db::Breaker breaker;
        std::atomic<int> waiting = 0;
    };
    struct Called;

    Called call(const Department&, const services::DataSet&, const services::Answers& key, const services::Facts&) const;

    Metrics& metrics_;
    const wechat::Transport transport_;
    std::map<std::string, std::unique_ptr<Line>> lines_;  // by data set; never changed after the constructor
};

}  // namespace gateway
