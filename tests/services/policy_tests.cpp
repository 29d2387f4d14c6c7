#include "services/rules/policy.h"

#include <doctest/doctest.h>

#include "appointments_world.h"

using namespace services;

TEST_CASE("an identity card is valid for 5, 10 or 20 years by the age at issue, from 46 for ever") {
    const Date issued = day(2026, 11, 23);
    CHECK(id_card_validity(day(2010, 11, 24), issued) == "5年");   // 15, one day before 16
    CHECK(id_card_validity(day(2010, 11, 23), issued) == "10年");  // 16 today
    CHECK(id_card_validity(day(2000, 11, 24), issued) == "10年");  // 25
    CHECK(id_card_validity(day(2000, 11, 23), issued) == "20年");  // 26
    CHECK(id_card_validity(day(1980, 11, 24), issued) == "20年");  // 45
    CHECK(id_card_validity(day(1980, 11, 23), issued) == "长期");  // 46
    CHECK(id_card_validity(day(2026, 11, 1), issued) == "5年");
}

TEST_CASE("places are windows x slot / average visit x percent, rounded down") {
    Office hall = office("a", "甲", "440106", {});
    BookingRules rules;
    CHECK(capacity(hall, rules, "id_card_appointment") == 3);  // 2 x 30/15 x 0.8 = 3.2
    hall.windows["id_card_appointment"] = 5;
    CHECK(capacity(hall, rules, "id_card_appointment") == 8);
    hall.average_minutes = 40;
    hall.windows["id_card_appointment"] = 1;
    CHECK(capacity(hall, rules, "id_card_appointment") == 0);  // 0.6
    rules.capacity_percent = 0;
    hall.average_minutes = 15;
    CHECK(capacity(hall, rules, "id_card_appointment") == 0);
    CHECK(capacity(hall, rules, "no_such_service") == 0);
    hall.windows["id_card_appointment"] = -1;
    CHECK(capacity(hall, BookingRules{}, "id_card_appointment") == 0);
}

TEST_CASE("booking starts with the next working day and ends 14 calendar days ahead") {
    const Office hall = office("a", "甲", "440106", {});
    const Calendar calendar = calendar_2026();
    const auto days = bookable_days(hall, calendar, {}, at(day(2026, 11, 23), 10));
    REQUIRE_FALSE(days.empty());
    CHECK(days.front() == day(2026, 11, 24));
    CHECK(days.back() == day(2026, 12, 7));
    CHECK(days.size() == 12);  // two Sundays of the fourteen are closed
}

TEST_CASE("the last day goes on sale at 08:00") {
    const Office hall = office("a", "甲", "440106", {});
    const Calendar calendar = calendar_2026();
    CHECK(bookable_days(hall, calendar, {}, at(day(2026, 11, 23), 7, 59)).back() == day(2026, 12, 5));  // the 6th is a Sunday
    CHECK(bookable_days(hall, calendar, {}, at(day(2026, 11, 23), 8, 0)).back() == day(2026, 12, 7));
}

TEST_CASE("on a Friday the Saturday is open to walk-ins and not to bookings") {
    const Office hall = office("a", "甲", "440106", {});
    CHECK(bookable_days(hall, calendar_2026(), {}, at(day(2026, 11, 27), 10)).front() == day(2026, 11, 30));
}

TEST_CASE("holidays are never offered, a working Saturday is, with Monday's hours") {
    const Office hall = office("a", "甲", "440106", {});
    const Calendar calendar = calendar_2026();
    const auto days = bookable_days(hall, calendar, {}, at(day(2026, 9, 30), 10));
    CHECK(days.front() == day(2026, 10, 8));
    for (unsigned number = 1; number <= 7; ++number) CHECK(std::find(days.begin(), days.end(), day(2026, 10, number)) == days.end());
    CHECK(std::find(days.begin(), days.end(), day(2026, 10, 10)) != days.end());
    CHECK(slots_of(hall, calendar, {}, day(2026, 10, 10)).size() == 14);
    CHECK(slots_of(hall, calendar, {}, day(2026, 10, 17)).size() == 7);  // an ordinary Saturday: the morning
}

TEST_CASE("nothing is offered beyond the loaded calendar") {
    Calendar calendar = calendar_2026();
    const Office hall = office("a", "甲", "440106", {});
    CHECK(bookable_days(hall, calendar, {}, at(day(2026, 12, 28), 10)).back() == day(2026, 12, 31));
    calendar.loaded_until = day(2026, 11, 25);
    CHECK(bookable_days(hall, calendar, {}, at(day(2026, 11, 23), 10)).size() == 2);
    calendar.loaded_until = day(2026, 11, 1);
    CHECK(bookable_days(hall, calendar, {}, at(day(2026, 11, 23), 10)).empty());
}

TEST_CASE("a site closed for a day by a dated row is not offered that day") {
    Office hall = office("a", "甲", "440106", {});
    hall.dated_hours[day(2026, 11, 24)] = {};
    CHECK(bookable_days(hall, calendar_2026(), {}, at(day(2026, 11, 23), 10)).front() == day(2026, 11, 25));
}

TEST_CASE("slots lie wholly within the office hours") {
    Office hall = office("a", "甲", "440106", {});
    const auto slots = slots_of(hall, calendar_2026(), {}, day(2026, 11, 24));
    CHECK(slots.size() == 14);
    CHECK(slots.front() == Minutes{510});
    CHECK(slots.back() == Minutes{1020});
    BookingRules forty;
    forty.slot = Minutes{40};
    CHECK(slots_of(hall, calendar_2026(), forty, day(2026, 11, 24)).size() == 10);  // 210 minutes hold five
}

TEST_CASE("today can be booked only where the office says so, two hours ahead") {
    const Office hall = office("a", "甲", "440106", {});
    BookingRules rules;
    rules.same_day = true;
    const Instant now = at(day(2026, 11, 23), 9, 45);
    CHECK(bookable_days(hall, calendar_2026(), rules, now).front() == day(2026, 11, 23));
    CHECK(bookable_slots(hall, calendar_2026(), rules, day(2026, 11, 23), now).front() == Minutes{14 * 60});
    CHECK(bookable_days(hall, calendar_2026(), rules, at(day(2026, 11, 23), 15, 1)).front() == day(2026, 11, 24));
}

TEST_CASE("cancelling is free until 17:00 of the working day before") {
    const Calendar calendar = calendar_2026();
    const Minutes five{17 * 60};
    CHECK(cancel_deadline(day(2026, 11, 25), calendar, five) == at(day(2026, 11, 24), 17));
    CHECK(cancel_deadline(day(2026, 11, 30), calendar, five) == at(day(2026, 11, 27), 17));  // Monday: Friday
    CHECK(cancel_deadline(day(2026, 10, 8), calendar, five) == at(day(2026, 9, 30), 17));    // over National Day
    CHECK(cancel_deadline(day(2026, 10, 12), calendar, five) == at(day(2026, 10, 10), 17));  // a working Saturday counts
}

TEST_CASE("three no-shows in 90 days ban for 30 days from the third; a late cancel is one half") {
    const Instant now = at(day(2026, 11, 23), 10);
    const auto ago = [&](int days) { return now - std::chrono::days{days}; };
    const BanRules rules;
    CHECK_FALSE(banned_until({}, rules, now));
    CHECK_FALSE(banned_until({{ago(3)}, {ago(2)}}, rules, now));
    CHECK(banned_until({{ago(40)}, {ago(20)}, {ago(5)}}, rules, now) == ago(5) + std::chrono::days{30});
    CHECK(banned_until({{ago(5)}, {ago(40)}, {ago(20)}}, rules, now) == ago(5) + std::chrono::days{30});  // in any order
    CHECK_FALSE(banned_until({{ago(96)}, {ago(20)}, {ago(5)}}, rules, now));                              // 91 days apart
    CHECK_FALSE(banned_until({{ago(50)}, {ago(40)}, {ago(30)}}, rules, now));                             // served today
    CHECK(banned_until({{ago(50)}, {ago(40)}, {ago(29)}}, rules, now));
    CHECK_FALSE(banned_until({{ago(4)}, {ago(3)}, {ago(2), true}}, rules, now));            // 2.5
    CHECK(banned_until({{ago(4)}, {ago(3)}, {ago(2), true}, {ago(1), true}}, rules, now));  // 3.0
}
