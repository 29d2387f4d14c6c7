// Rows that do not open, as the jobs that come upon them say it.
#pragma once

#include <string>

#include "gateway/metrics.h"

namespace gateway {

/// Of one round over one table; passed on by std::ref.
class UnreadableRows {
  public:
    UnreadableRows(Metrics& metrics, const char* table) : metrics_(metrics), table_(table) {}

    /// A line of the log and the table's count.
    void operator()(const std::string& id);
    int count() const { return count_; }

  private:
    Metrics& metrics_;
    const char* table_;
    int count_ = 0;
};

}  // namespace gateway
