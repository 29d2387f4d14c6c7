// What a lifecycle answers, and each kind of mistake that its table may hold.
#include "db/lifecycle.h"

#include <doctest/doctest.h>

using db::By;
using db::Lifecycle;

namespace {

using Faults = std::vector<std::string>;

Lifecycle sound() {
    return {.begins = "OPEN",
            .states = {{.id = "OPEN", .ticks = {{.parameter = "answer_days", .verb = "lapse"}}},
                       {.id = "WAITING", .pauses = true},
                       {.id = "CLOSED"}},
            .moves = {{.verb = "return", .from = {"OPEN"}, .to = "WAITING", .by = By::officer},
                      {.verb = "supply", .from = {"WAITING"}, .to = "OPEN", .by = By::resident},
                      {.verb = "close", .from = {"OPEN", "WAITING"}, .to = "CLOSED", .by = By::officer},
                      {.verb = "close", .from = {"OPEN"}, .to = "CLOSED", .by = By::resident},
                      {.verb = "lapse", .from = {"OPEN"}, .to = "CLOSED", .by = By::clock}}};
}

}  // namespace

TEST_CASE("a move is found by its verb, from where it begins and for whom it is") {
    const Lifecycle life = sound();
    CHECK(db::faults(life).empty());
    REQUIRE(life.move("close", "WAITING", By::officer) != nullptr);
    CHECK(life.move("close", "WAITING", By::officer)->to == "CLOSED");
    CHECK(life.move("close", "WAITING", By::resident) == nullptr);
    CHECK(life.move("close", "CLOSED", By::officer) == nullptr);
    CHECK(life.move("open", "CLOSED", By::officer) == nullptr);
    REQUIRE(life.state("WAITING") != nullptr);
    CHECK(life.state("WAITING")->pauses);
    CHECK(life.state("waiting") == nullptr);
    CHECK(life.may_become("WAITING", "OPEN"));
    CHECK_FALSE(life.may_become("CLOSED", "OPEN"));
    CHECK(life.is_final("CLOSED"));
    CHECK_FALSE(life.is_final("WAITING"));
}

TEST_CASE("every mover has a name of their own, and the clock the one that history knows") {
    std::vector<std::string_view> names;
    for (const By by : {By::resident, By::other_party, By::officer, By::lead, By::approver, By::payment, By::department, By::clock}) {
        CHECK_FALSE(db::name_of(by).empty());
        for (const std::string_view other : names) CHECK(other != db::name_of(by));
        names.push_back(db::name_of(by));
    }
    CHECK(db::name_of(By::clock) == "deadline");
}

TEST_CASE("each kind of mistake in a lifecycle is found, and said") {
    Lifecycle life = sound();
    SUBCASE("it begins nowhere") {
        life.begins = "NEW";
        CHECK(db::faults(life) == Faults{R"(it begins in "NEW", which is no state)", R"(nothing leads to "OPEN")",
                                         R"(nothing leads to "WAITING")", R"(nothing leads to "CLOSED")"});
    }
    SUBCASE("a state that nothing leads to") {
        life.states.push_back({.id = "LOST"});
        CHECK(db::faults(life) == Faults{R"(nothing leads to "LOST")"});
    }
    SUBCASE("two states that lead to each other only") {
        life.states.push_back({.id = "HERE"});
        life.states.push_back({.id = "THERE"});
        life.moves.push_back({.verb = "go", .from = {"HERE"}, .to = "THERE", .by = By::officer});
        life.moves.push_back({.verb = "come", .from = {"THERE"}, .to = "HERE", .by = By::officer});
        CHECK(db::faults(life) == Faults{R"(nothing leads to "HERE")", R"(nothing leads to "THERE")"});
    }
    SUBCASE("a move to no state") {
        life.moves.push_back({.verb = "send", .from = {"OPEN"}, .to = "AWAY", .by = By::officer});
        CHECK(db::faults(life) == Faults{R"("send" leads to "AWAY", which is no state)"});
    }
    SUBCASE("a move from no state") {
        life.moves.push_back({.verb = "fetch", .from = {"AWAY"}, .to = "OPEN", .by = By::officer});
        CHECK(db::faults(life) == Faults{R"("fetch" begins in "AWAY", which is no state)"});
    }
    SUBCASE("one verb twice for the same person from the same state") {
        life.moves.push_back({.verb = "close", .from = {"WAITING"}, .to = "OPEN", .by = By::officer});
        CHECK(db::faults(life) == Faults{R"("close" stands twice from "WAITING")"});
    }
    SUBCASE("a clock without its parameter") {
        life.states[0].ticks[0].parameter = {};
        CHECK(db::faults(life) == Faults{R"(a clock of "OPEN" has no parameter)"});
    }
    SUBCASE("a clock whose verb is somebody else's") {
        life.states[0].ticks[0].verb = "return";
        CHECK(db::faults(life) == Faults{R"(the clock of "OPEN" ends in "return", which it may not do)"});
    }
    SUBCASE("a clock whose verb begins elsewhere") {
        life.states[1].ticks = {{.parameter = "supply_days", .verb = "lapse"}};
        CHECK(db::faults(life) == Faults{R"(the clock of "WAITING" ends in "lapse", which it may not do)"});
    }
}
