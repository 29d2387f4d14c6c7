// The time by which everything in the API expires: this machine's, moved forward by tests.
#pragma once
#include <chrono>
#include <cstdint>

namespace sandbox {

// Milliseconds since 1970, and spans of them.
using Ms = std::int64_t;

constexpr Ms second = 1000;
constexpr Ms minute = 60 * second;
constexpr Ms hour = 60 * minute;
constexpr Ms day = 24 * hour;

struct Clock {
    Ms advanced = 0;

    Ms now() const {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since).count() + advanced;
    }
};

// WeChat counts days in Beijing, which has no summer time.
constexpr std::int64_t day_of(Ms at) { return (at + 8 * hour) / day; }

// And months: two moments of one calendar month have the same.
inline std::int64_t month_of(Ms at) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day_of(at)}}};
    return int{date.year()} * 12 + static_cast<std::int64_t>(unsigned{date.month()});
}

}  // namespace sandbox
