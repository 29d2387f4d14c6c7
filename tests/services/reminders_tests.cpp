#include "services/shapes/reminders.h"

#include <doctest/doctest.h>

#include "appointments_world.h"
#include "services/form/act.h"
#include "services/form/answers.h"
#include "services/rules/time.h"

using namespace services;

namespace {

Outcome booked(World& world, const Answers& answers) {
    Context context = world.context(world.appointment, &world.lin);
    return outcome_of(world.appointment.submit(answers, context));
}

/// Everything still to be told at `then`, as a relay would find it.
std::vector<db::LeasedEntry> due(World& world, Instant then) {
    return world.stores.outbox.lease(unix_time(then), unix_time(then) + 60, 10);
}

}  // namespace

TEST_CASE("whoever booked is reminded the evening before and two hours before (catalogue §8.1)") {
    World world;
    const Outcome outcome = booked(world, world.answers("2026-11-30", "09:00"));
    CHECK(due(world, at(day(2026, 11, 29), 17, 59)).empty());
    const auto evening = due(world, at(day(2026, 11, 29), 18));
    REQUIRE(evening.size() == 1);
    CHECK(evening[0].entry.to.channel == "W");
    CHECK(evening[0].entry.to.id == world.lin.id);
    CHECK(evening[0].entry.kind == "appointment_reminder");
    CHECK(evening[0].entry.expires_at == unix_time(at(day(2026, 11, 30), 0)));  // after which it is not tomorrow any more
    const Answers body = from_json(evening[0].entry.body);
    const std::string text = body.at("text");
    for (const std::string& part : {std::string("您明天有预约"), std::string("丢失补领"), std::string("11月30日(周一) 09:00"),
                                    std::string("天河区分局棠下派出所"), std::string("08:30至09:10"), fact(outcome, "预约编号")}) {
        CHECK_MESSAGE(text.find(part) != std::string::npos, part);
    }
    CHECK(body.at("time") == "2026年11月30日 09:00");
    for (const std::string& personal : {world.lin.name, world.lin.id_no, world.lin.mobile}) {
        CHECK(evening[0].entry.body.find(personal) == std::string::npos);
    }
    world.stores.outbox.told(evening[0], "custom", unix_time(at(day(2026, 11, 29), 18)));

    CHECK(due(world, at(day(2026, 11, 30), 6, 59)).empty());
    const auto before = due(world, at(day(2026, 11, 30), 7));
    REQUIRE(before.size() == 1);
    CHECK(before[0].entry.expires_at == unix_time(at(day(2026, 11, 30), 9)));
    CHECK(from_json(before[0].entry.body).at("text").find("还有2小时") != std::string::npos);
}

TEST_CASE("a reminder whose time has passed when the place is booked is not written") {
    World world;
    world.now = at(day(2026, 11, 29), 19);
    booked(world, world.answers("2026-11-30", "09:00"));
    CHECK(due(world, at(day(2026, 11, 29), 23)).empty());
    CHECK(due(world, at(day(2026, 11, 30), 7)).size() == 1);
}

TEST_CASE("the administrator decides when") {
    World world;
    world.figures.settings["id_card_appointment"].parameters["remind_evening"] = std::string("20:30");
    world.figures.settings["id_card_appointment"].parameters["remind_hours"] = std::int64_t{0};
    booked(world, world.answers("2026-11-30", "09:00"));
    CHECK(due(world, at(day(2026, 11, 29), 20, 29)).empty());
    const auto evening = due(world, at(day(2026, 11, 29), 20, 30));
    REQUIRE(evening.size() == 1);
    world.stores.outbox.told(evening[0], "custom", 1);
    CHECK(due(world, at(day(2026, 11, 30), 8, 59)).empty());
}

TEST_CASE("a cancelled appointment reminds nobody, and a refused booking never would have") {
    World world;
    booked(world, world.answers("2026-11-30", "09:00"));
    // The same business again is refused: no second pair of reminders.
    CHECK(booked(world, world.answers("2026-12-01", "09:00")).code == Code::DUPLICATE);
    CHECK(world.stores.outbox.counts(0).open == 2);
    Context context = world.context(world.appointment, &world.lin);
    const auto appointment = world.stores.appointments.list_by_resident(world.lin.id).front();
    const db::Record record = world.stores.records.find(appointment.record).value();
    REQUIRE(std::holds_alternative<Outcome>(act({.record = record.id, .version = record.version, .verb = "cancel"}, context)));
    CHECK(world.stores.outbox.counts(0).open == 0);
}
