#include "services/rules/time.h"

#include <doctest/doctest.h>

using namespace services;
using std::chrono::sys_days;
using namespace std::chrono_literals;

TEST_CASE("a day in Guangzhou begins at 16:00 UTC") {
    const Instant before = sys_days{2026y / 11 / 29} + 15h + 59min + 59s;
    CHECK(iso(date_of(before)) == "2026-11-29");
    CHECK(iso(date_of(before + 1s)) == "2026-11-30");
    CHECK(time_of_day(before) == 23h + 59min);
    CHECK(time_of_day(before + 1s) == 0min);
    CHECK(instant_of(sys_days{2026y / 11 / 30}, 0min) == before + 1s);
    CHECK(date_of(instant_of(sys_days{1969y / 12 / 31}, 5min)) == sys_days{1969y / 12 / 31});
}

TEST_CASE("days and times read as people write them") {
    const Date day = sys_days{2026y / 11 / 30};
    CHECK(chinese(day) == "11月30日(周一)");
    CHECK(chinese(day - std::chrono::days{1}) == "11月29日(周日)");
    CHECK(chinese_with_year(day) == "2026年11月30日");
    CHECK(clock(8h + 30min) == "08:30");
    CHECK(moment(instant_of(day, 8h + 5min)) == "11月30日 08:05");
}

TEST_CASE("only days and times that exist are read back") {
    CHECK(date_from_iso("2026-11-30") == sys_days{2026y / 11 / 30});
    CHECK(date_from_iso("2024-02-29") == sys_days{2024y / 2 / 29});
    for (const char* bad : {"2026-02-29", "2026-11-31", "2026-13-01", "2026-1-30", "20261130", "2026-11-3x", ""})
        CHECK_FALSE(date_from_iso(bad));
    CHECK(minutes_from_clock("17:30") == 17h + 30min);
    CHECK(minutes_from_clock("24:00") == 24h);
    for (const char* bad : {"24:01", "08:60", "8:30", "0830", ""}) CHECK_FALSE(minutes_from_clock(bad));
}

TEST_CASE("an age is the number of completed years") {
    const Date birth = sys_days{2010y / 11 / 30};
    CHECK(age_on(birth, sys_days{2026y / 11 / 29}) == 15);
    CHECK(age_on(birth, sys_days{2026y / 11 / 30}) == 16);
    CHECK(age_on(sys_days{2008y / 2 / 29}, sys_days{2024y / 2 / 28}) == 15);
    CHECK(age_on(sys_days{2008y / 2 / 29}, sys_days{2025y / 3 / 1}) == 17);
}
