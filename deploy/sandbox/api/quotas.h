// How often each interface may be called in a day and in a minute.
#pragma once
#include <map>
#include <string>

#include "api/clock.h"

namespace sandbox {

struct Quota {
    int daily = 0;
    int per_minute = 0;  // 0: no limit
    int used_today = 0;
    int used_this_minute = 0;
    std::int64_t today = 0;
    std::int64_t this_minute = 0;
};

class Quotas {
  public:
    // Counts one call: 0, or 45009 (day) or 45011 (minute). `daily` is the limit where limit() has set no other.
    int take(const std::string& path, int daily, Ms now);
    void limit(const std::string& path, int daily, int per_minute);
    // nullptr for a path that was neither called nor limited.
    const Quota* find(const std::string& path) const;
    // False when the ten clearings of the month are used up.
    bool clear(Ms now);

  private:
    std::map<std::string, Quota> kept_;
    std::int64_t month_ = 0;
    int cleared_ = 0;
};

}  // namespace sandbox
