#include "services/rules/figures.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace services;
using std::chrono::days;
using std::chrono::sys_days;
using namespace std::chrono_literals;

namespace {

void list(Calendar& calendar, Date from, Date to, bool works) {
    for (Date day = from; day <= to; day += days{1}) calendar.exceptions[day] = works;
}

// The notices of catalogue §8.2.
Calendar calendar_2016() {
    Calendar calendar;
    for (const auto& [from, to] : {std::pair{sys_days{2016y / 1 / 1}, sys_days{2016y / 1 / 1}},
                                   {sys_days{2016y / 2 / 7}, sys_days{2016y / 2 / 13}},
                                   {sys_days{2016y / 4 / 4}, sys_days{2016y / 4 / 4}},
                                   {sys_days{2016y / 5 / 1}, sys_days{2016y / 5 / 2}},
                                   {sys_days{2016y / 6 / 9}, sys_days{2016y / 6 / 11}},
                                   {sys_days{2016y / 9 / 15}, sys_days{2016y / 9 / 17}},
                                   {sys_days{2016y / 10 / 1}, sys_days{2016y / 10 / 7}}}) {
        list(calendar, from, to, false);
    }
    for (const Date day : {sys_days{2016y / 2 / 6}, sys_days{2016y / 2 / 14}, sys_days{2016y / 6 / 12}, sys_days{2016y / 9 / 18},
                           sys_days{2016y / 10 / 8}, sys_days{2016y / 10 / 9}}) {
        list(calendar, day, day, true);
    }
    return calendar;
}

Calendar calendar_2026() {
    Calendar calendar;
    for (const auto& [from, to] : {std::pair{sys_days{2026y / 1 / 1}, sys_days{2026y / 1 / 3}},
                                   {sys_days{2026y / 2 / 15}, sys_days{2026y / 2 / 23}},
                                   {sys_days{2026y / 4 / 4}, sys_days{2026y / 4 / 6}},
                                   {sys_days{2026y / 5 / 1}, sys_days{2026y / 5 / 5}},
                                   {sys_days{2026y / 6 / 19}, sys_days{2026y / 6 / 21}},
                                   {sys_days{2026y / 9 / 25}, sys_days{2026y / 9 / 27}},
                                   {sys_days{2026y / 10 / 1}, sys_days{2026y / 10 / 7}}}) {
        list(calendar, from, to, false);
    }
    for (const Date day : {sys_days{2026y / 1 / 4}, sys_days{2026y / 2 / 14}, sys_days{2026y / 2 / 28}, sys_days{2026y / 5 / 9},
                           sys_days{2026y / 9 / 20}, sys_days{2026y / 10 / 10}}) {
        list(calendar, day, day, true);
    }
    return calendar;
}

int working_days(const Calendar& calendar, std::chrono::year year) {
    int count = 0;
    for (Date day = sys_days{year / 1 / 1}; day <= sys_days{year / 12 / 31}; day += days{1}) count += calendar.is_working_day(day) ? 1 : 0;
    return count;
}

Office hall() {
    Office office;
    for (int weekday = 1; weekday <= 5; ++weekday) office.hours[weekday] = {{8h + 30min, 12h}, {14h, 17h + 30min}};
    office.hours[6] = {{8h + 30min, 12h}};
    return office;
}

}  // namespace

TEST_CASE("working days follow the notices, weekends are off by default") {
    const Calendar y2016 = calendar_2016(), y2026 = calendar_2026();
    CHECK(y2016.is_working_day(sys_days{2016y / 2 / 6}));
    CHECK_FALSE(y2016.is_working_day(sys_days{2016y / 2 / 8}));
    CHECK(y2016.is_working_day(sys_days{2016y / 10 / 9}));
    CHECK_FALSE(y2016.is_working_day(sys_days{2016y / 10 / 15}));
    CHECK(y2026.is_working_day(sys_days{2026y / 1 / 4}));
    CHECK_FALSE(y2026.is_working_day(sys_days{2026y / 2 / 23}));
    CHECK(y2026.is_working_day(sys_days{2026y / 10 / 10}));
    CHECK_FALSE(y2026.is_working_day(sys_days{2026y / 11 / 28}));
    CHECK(y2026.is_working_day(sys_days{2026y / 11 / 30}));
    // 262 and 261 weekdays, less the holidays on weekdays, plus the working weekends.
    CHECK(working_days(y2016, 2016y) == 262 - 18 + 6);
    CHECK(working_days(y2026, 2026y) == 261 - 19 + 6);
}

TEST_CASE("the n-th working day skips holidays in both directions") {
    const Calendar y2016 = calendar_2016(), y2026 = calendar_2026();
    CHECK(y2026.working_day(sys_days{2026y / 9 / 30}, 1) == sys_days{2026y / 10 / 8});
    CHECK(y2026.working_day(sys_days{2026y / 9 / 30}, 3) == sys_days{2026y / 10 / 10});
    CHECK(y2026.working_day(sys_days{2026y / 9 / 30}, 4) == sys_days{2026y / 10 / 12});
    CHECK(y2026.working_day(sys_days{2026y / 2 / 24}, -1) == sys_days{2026y / 2 / 14});
    CHECK(y2026.working_day(sys_days{2026y / 2 / 24}, -2) == sys_days{2026y / 2 / 13});
    CHECK(y2016.working_day(sys_days{2016y / 9 / 30}, 2) == sys_days{2016y / 10 / 9});
}

TEST_CASE("office hours: own Saturday, working weekends like a Monday, holidays closed, dated rows first") {
    const Calendar calendar = calendar_2026();
    Office office = hall();
    CHECK(office.open_on(sys_days{2026y / 11 / 30}, calendar).size() == 2);
    CHECK(office.open_on(sys_days{2026y / 11 / 28}, calendar).size() == 1);  // ordinary Saturday
    CHECK(office.open_on(sys_days{2026y / 11 / 29}, calendar).empty());      // ordinary Sunday
    CHECK(office.open_on(sys_days{2026y / 10 / 10}, calendar).size() == 2);  // working Saturday
    CHECK(office.open_on(sys_days{2026y / 9 / 20}, calendar).size() == 2);   // working Sunday
    CHECK(office.open_on(sys_days{2026y / 10 / 3}, calendar).empty());       // holiday on a Saturday
    CHECK(office.open_on(sys_days{2026y / 10 / 1}, calendar).empty());
    office.dated_hours[sys_days{2026y / 10 / 1}] = {{9h, 12h}};
    office.dated_hours[sys_days{2026y / 11 / 30}] = {};
    CHECK(office.open_on(sys_days{2026y / 10 / 1}, calendar).size() == 1);
    CHECK(office.open_on(sys_days{2026y / 11 / 30}, calendar).empty());
}

TEST_CASE("a service is open inside its scheduled days; the hours of a day are the counter's to say") {
    Settings settings;
    const Instant noon = instant_of(sys_days{2026y / 11 / 30}, 12h);
    CHECK(settings.is_open(noon));
    settings.opens = noon;
    settings.closes = noon + 1h;
    CHECK_FALSE(settings.is_open(noon - 1s));
    CHECK(settings.is_open(noon));
    CHECK_FALSE(settings.is_open(noon + 1h));
    settings = {};
    settings.hours = {{8h, 12h}, {14h, 18h}};
    CHECK(settings.is_open(noon));
    settings.enabled = false;
    CHECK_FALSE(settings.is_open(noon + 2h));
}

TEST_CASE("fees are the row of the day; an uncovered day and an undeclared parameter are errors") {
    Figures figures;
    figures.fees = {{"id_card", {2000}, sys_days{2003y / 1 / 1}, sys_days{2018y / 3 / 31}, "发改价格〔2003〕2322号"},
                    {"id_card", {0}, sys_days{2018y / 4 / 1}, {}, "财税〔2018〕37号"}};
    CHECK(figures.fee("id_card", sys_days{2018y / 3 / 31}).count == 2000);
    CHECK(figures.fee("id_card", sys_days{2018y / 4 / 1}).count == 0);
    CHECK_THROWS_AS(figures.fee("id_card", sys_days{2002y / 1 / 1}), std::out_of_range);
    CHECK_THROWS_AS(figures.fee("passport", sys_days{2018y / 4 / 1}), std::out_of_range);
    Settings& settings = figures.settings["a"];
    settings.parameters = {{"days", std::int64_t{14}}, {"same_day", false}, {"hint", std::string("x")}};
    CHECK(figures.of("a").integer("days") == 14);
    CHECK(figures.of("a").text("hint") == "x");
    CHECK_FALSE(figures.of("a").flag("same_day"));
    CHECK_THROWS_AS(settings.integer("dayz"), std::out_of_range);
    CHECK_THROWS_AS(settings.flag("days"), std::out_of_range);
    CHECK_THROWS_AS(figures.of("b"), std::out_of_range);
    CHECK(figures.office("nowhere") == nullptr);
}

TEST_CASE("eleven districts, and distances on the ground") {
    CHECK(districts().size() == 11);
    CHECK(district_name("440106") == "天河区");
    CHECK(district_name("440102") == "440102");
    CHECK(distance({23.1291, 113.2644}, {23.1291, 113.2644}) == 0);
    CHECK(distance({23, 113}, {24, 113}) == doctest::Approx(111'195).epsilon(0.001));
    CHECK(distance({23, 113}, {23, 114}) == doctest::Approx(102'355).epsilon(0.001));
}
