// When an office is open: seasons of every year and of one, and what comes before what.
#include <doctest/doctest.h>

#include "services/rules/figures.h"
#include "services/shapes/offices.h"

namespace services {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr auto summer_from = std::chrono::July / 1, summer_until = std::chrono::August / 31;

Calendar calendar_2026() {
    Calendar calendar;
    for (unsigned number = 1; number <= 7; ++number) calendar.exceptions[sys_days{2026y / 10 / static_cast<int>(number)}] = false;
    calendar.exceptions[sys_days{2026y / 7 / 18}] = true;   // made up: a Saturday that is worked in summer
    calendar.exceptions[sys_days{2026y / 7 / 20}] = false;  // made up: a Monday off in summer
    calendar.exceptions[sys_days{2026y / 10 / 10}] = true;
    calendar.loaded_until = sys_days{2026y / 12 / 31};
    return calendar;
}

WeeklyHours until(Minutes closes) {
    WeeklyHours hours;
    for (int weekday = 1; weekday <= 5; ++weekday) hours[weekday] = {{9h, closes}};
    return hours;
}

Office with_summer() {
    Office office;
    office.hours = until(17h);
    office.hours[6] = {{9h, 12h}};
    office.seasons = {{.from = summer_from, .until = summer_until, .hours = until(20h)}};
    return office;
}

std::string hours_on(const Office& office, Date day) { return hours_text(office, calendar_2026(), day); }

std::string last_day(const Season& season, Date day) {
    const auto last = season.lasts_until(day);
    return last ? iso(*last) : "none";
}

}  // namespace

TEST_CASE("a season of every year has its first and its last day, and none besides") {
    const Office office = with_summer();
    CHECK(hours_on(office, 2026y / 6 / 30) == "09:00-17:00");
    CHECK(hours_on(office, 2026y / 7 / 1) == "09:00-20:00");
    CHECK(hours_on(office, 2026y / 8 / 31) == "09:00-20:00");
    CHECK(hours_on(office, 2026y / 9 / 1) == "09:00-17:00");
    CHECK(hours_on(office, 2027y / 7 / 1) == "09:00-20:00");
    CHECK(last_day(office.seasons.front(), 2026y / 8 / 31) == "2026-08-31");
    CHECK(last_day(office.seasons.front(), 2026y / 9 / 1) == "none");
    CHECK(office.season_on(2026y / 7 / 1) == &office.seasons.front());
    CHECK(office.season_on(2026y / 6 / 30) == nullptr);
}

TEST_CASE("dated hours, a day off, the season, the week: the first that speaks of a day") {
    Office office = with_summer();
    CHECK(hours_on(office, 2026y / 7 / 11) == "休息");         // a Saturday of which the season says nothing
    CHECK(hours_on(office, 2026y / 9 / 5) == "09:00-12:00");   // the week's own Saturday
    CHECK(hours_on(office, 2026y / 7 / 18) == "09:00-20:00");  // a Saturday that is worked: the season's Monday
    CHECK(hours_on(office, 2026y / 10 / 10) == "09:00-17:00");
    CHECK(hours_on(office, 2026y / 7 / 20) == "休息");  // off, though the season has Mondays
    office.dated_hours[2026y / 7 / 20] = {{10h, 11h}};
    office.dated_hours[2026y / 7 / 21] = {};
    CHECK(hours_on(office, 2026y / 7 / 20) == "10:00-11:00");
    CHECK(hours_on(office, 2026y / 7 / 21) == "休息");
}

TEST_CASE("what keeps open on holidays has the hours of their weekdays then") {
    Office machine;
    for (int weekday = 1; weekday <= 7; ++weekday) machine.hours[weekday] = {{0h, 24h}};
    machine.seasons = {{.from = summer_from, .until = summer_until, .hours = until(20h)}};
    CHECK(hours_on(machine, 2026y / 10 / 1) == "休息");
    machine.open_on_holidays = true;
    CHECK(hours_on(machine, 2026y / 10 / 1) == "24小时");
    CHECK(hours_on(machine, 2026y / 7 / 20) == "09:00-20:00");
    CHECK(hours_on(machine, 2026y / 7 / 19) == "休息");  // a Sunday the season does not name
    machine.dated_hours[2026y / 10 / 1] = {};
    CHECK(hours_on(machine, 2026y / 10 / 1) == "休息");
}

TEST_CASE("a season may cross New Year") {
    const Season winter{.from = std::chrono::December / 20, .until = std::chrono::January / 10};
    CHECK(last_day(winter, 2026y / 12 / 19) == "none");
    CHECK(last_day(winter, 2026y / 12 / 20) == "2027-01-10");
    CHECK(last_day(winter, 2027y / 1 / 1) == "2027-01-10");
    CHECK(last_day(winter, 2027y / 1 / 10) == "2027-01-10");
    CHECK(last_day(winter, 2027y / 1 / 11) == "none");
    CHECK(last_day(winter, 2026y / 1 / 5) == "2026-01-10");
}

TEST_CASE("a season of one year is in no other, also where it crosses New Year") {
    const Season once{.from = std::chrono::December / 20, .until = std::chrono::January / 10, .year = 2026y};
    CHECK(last_day(once, 2026y / 12 / 20) == "2027-01-10");
    CHECK(last_day(once, 2027y / 1 / 10) == "2027-01-10");
    CHECK(last_day(once, 2026y / 1 / 5) == "none");
    CHECK(last_day(once, 2027y / 12 / 20) == "none");
    CHECK(last_day(once, 2025y / 12 / 31) == "none");
}

TEST_CASE("29 February is the last of February as an end, and the first of March as a beginning, where there is none") {
    const Season until_leap_day{.from = std::chrono::February / 1, .until = std::chrono::February / 29};
    CHECK(last_day(until_leap_day, 2028y / 2 / 29) == "2028-02-29");
    CHECK(last_day(until_leap_day, 2027y / 2 / 28) == "2027-02-28");
    CHECK(last_day(until_leap_day, 2027y / 3 / 1) == "none");
    const Season from_leap_day{.from = std::chrono::February / 29, .until = std::chrono::March / 15};
    CHECK(last_day(from_leap_day, 2028y / 2 / 28) == "none");
    CHECK(last_day(from_leap_day, 2028y / 2 / 29) == "2028-03-15");
    CHECK(last_day(from_leap_day, 2027y / 2 / 28) == "none");
    CHECK(last_day(from_leap_day, 2027y / 3 / 1) == "2027-03-15");
}

TEST_CASE("whether an office is open, until when, and when next") {
    Office office = with_summer();
    office.hours[1] = {{9h, 12h}, {14h, 17h}};
    const auto at = [&](Date day, Minutes time) { return open_now_text(office, calendar_2026(), instant_of(day, time)); };
    const Date monday = 2026y / 11 / 23, friday = 2026y / 11 / 27;
    CHECK(at(monday, 8h) == "已休息，09:00开放");
    CHECK(at(monday, 9h) == "开放中，12:00休息");
    CHECK(at(monday, 12h) == "已休息，14:00开放");
    CHECK(at(monday, 17h) == "已休息，明天09:00开放");
    CHECK(at(friday + std::chrono::days{1}, 12h) == "已休息，11月30日(周一)09:00开放");
    CHECK(at(2026y / 7 / 1, 19h) == "开放中，20:00休息");
    CHECK(at(2026y / 10 / 1, 10h) == "已休息，10月8日(周四)09:00开放");
    CHECK(at(2026y / 12 / 31, 18h) == "已休息");  // the calendar ends
    office.dated_hours[monday] = {{0h, 24h}};
    CHECK(at(monday, 3h) == "开放中");
    office.hours.clear();
    CHECK(at(friday, 10h) == "已休息");
}

}  // namespace services
