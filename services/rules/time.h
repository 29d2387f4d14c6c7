// Time as a service sees it: one instant a message, and dates and clock times as people in Guangzhou read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace services {

using Instant = std::chrono::sys_seconds;  // UTC
using Date = std::chrono::sys_days;        // a calendar day in Asia/Shanghai, which has had no summer time since 1991
using Minutes = std::chrono::minutes;      // of a day, from 00:00

Date date_of(Instant now);
Minutes time_of_day(Instant now);
Instant instant_of(Date day, Minutes time);

std::string iso(Date day);                                    // 2026-11-30
std::optional<Date> date_from_iso(std::string_view);          // absent unless the day exists
std::string iso_with_time(Instant);                           // 2026-11-30 08:30, in Guangzhou
std::optional<Instant> instant_from_iso(std::string_view);    // the same back, or with a T; absent unless it exists
std::string iso_basic(Date day);                              // 20261130
std::string chinese(Date day);                                // 11月30日(周一)
std::string chinese_with_year(Date day);                      // 2026年11月30日
std::string clock(Minutes time);                              // 08:30
std::optional<Minutes> minutes_from_clock(std::string_view);  // 00:00 to 24:00, the end of a day
/// The moment as a resident reads it: `11月30日 08:30`, `2026年11月30日 08:30`.
std::string moment(Instant now);
std::string moment_with_year(Instant now);

/// As the stores count time, and back.
inline std::int64_t unix_time(Instant at) { return at.time_since_epoch().count(); }
inline Instant instant_at(std::int64_t unix_seconds) { return Instant{std::chrono::seconds{unix_seconds}}; }
inline std::string iso_with_time(std::int64_t unix_seconds) { return iso_with_time(instant_at(unix_seconds)); }

int age_on(Date birth, Date day);  // completed years

}  // namespace services
