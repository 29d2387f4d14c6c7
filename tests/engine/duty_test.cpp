// Whoever cries for help gets the card, and the duty desk one alarm, whatever else is broken.
#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "services/answers/fields.h"
#include "world.h"

using namespace engine_tests;
using namespace std::chrono_literals;

namespace {

constexpr auto caller = "o-who-cries-for-help";
constexpr auto card = "110";

/// The number of alarms once there are so many, or after four seconds: the card may be out before the alarm is down.
std::int64_t alarms(World& world, std::int64_t expected) {
    for (int i = 0; i < 400 && world.rows("alarms") != expected; ++i) std::this_thread::sleep_for(10ms);
    return world.rows("alarms");
}

db::Alarm only_alarm(World& world) {
    REQUIRE(alarms(world, 1) == 1);
    return world.stores().alarms.find(world.stores().alarms.list(1).at(0).id).value();
}

/// A service of one free answer, to which it says no in the way it is told.
struct Confidant {
    bool anonymous = false, fails = false;
    services::Catalog catalog{{{.id = "confidant",
                                .title = "匿名倾诉",
                                .anonymous = anonymous,
                                .fields = {{.key = "note", .label = "说明", .ask = "请说明情况", .type = &services::text}},
                                .submit = [this](const services::Answers&, services::Context&) -> services::Result {
                                    if (fails) throw std::runtime_error("the department's system does not answer");
                                    return services::Outcome{.headline = "收到了"};
                                }}}};
};

}  // namespace

TEST_CASE("a cry for help raises one alarm a push, and the caller's next words join it") {
    on_both([](Pair pair) {
        World world(pair);
        const Push push = world.text_push(caller, "我想自杀");
        const Reply first = world.deliver(push);
        CHECK(first.has(card));
        CHECK(world.deliver(push).bytes == first.bytes);
        const db::Alarm alarm = only_alarm(world);
        CHECK(alarm.state.kind == "self_harm");
        CHECK(alarm.words == "我想自杀");
        CHECK(alarm.caller.from.id == caller);
        CHECK(alarm.caller.mobile.empty());
        CHECK(world.say(caller, "我在江边，不想活了").has(card));
        CHECK(only_alarm(world).words == "我在江边，不想活了");
        CHECK(world.say("o-another", "孩子走丢了").has("不用等24小时"));
        CHECK(alarms(world, 2) == 2);
        CHECK(logged().find("江边") == std::string::npos);
    });
}

TEST_CASE("the desk learns who a bound resident is") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(caller), 2);
        world.say(caller, "救命，有人持刀");
        const db::Alarm alarm = only_alarm(world);
        CHECK(alarm.caller.name == demonstration().name);
        CHECK(alarm.caller.mobile == demonstration().mobile);
    });
}

TEST_CASE("a bare call for the police, its number and everyday words ring nobody, and without a desk nothing is kept") {
    on_both([](Pair pair) {
        World world(pair);
        for (const char* text : {"119", "110", "报警", "救命恩人怎么感谢", "走失人员查询"}) world.say(caller, text);
        CHECK(world.rows("alarms") == 0);
        world.configure([](gateway::Config& config) { config.duty = {}; });
        CHECK(world.say(caller, "我想自杀").has(card));
        CHECK(world.rows("alarms") == 0);
    });
}

TEST_CASE("the card is shown, and the desk rung all the same, when the alarm cannot be put down") {
    on_both([](Pair pair) {
        World world(pair);
        world.stores().sql.execute("ALTER TABLE alarms RENAME TO alarms_away");
        CHECK(world.say(caller, "我想自杀").has(card));
        world.stores().sql.execute("ALTER TABLE alarms_away RENAME TO alarms");
        world.rebuild();  // ends what was still under way
        CHECK(logged().find("alarm not put down") != std::string::npos);
        CHECK(world.cried_out() == std::vector<std::string>{"我想自杀"});
    });
}

TEST_CASE("a message that fails raises its alarm all the same") {
    on_both([](Pair pair) {
        Confidant confidant{.anonymous = false, .fails = true};
        World world(pair, {.catalog = &confidant.catalog});
        world.say(caller, "匿名倾诉");
        CHECK(world.say(caller, "有人打我，救命").has(card));
        CHECK(world.failures() == 1);
        CHECK(only_alarm(world).caller.from.id == caller);
    });
}

TEST_CASE("who writes from within an anonymous service stays secret") {
    on_both([](Pair pair) {
        Confidant confidant{.anonymous = true, .fails = false};
        World world(pair, {.catalog = &confidant.catalog});
        CHECK(world.say(caller, "匿名倾诉").has("请说明情况"));
        CHECK(world.say(caller, "我不想活了").has(card));
        const db::Alarm alarm = only_alarm(world);
        CHECK(alarm.words == "我不想活了");
        CHECK(alarm.caller.from.id.empty());
        CHECK(alarm.caller.name.empty());
    });
}
