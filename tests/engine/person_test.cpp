// Who asks for a person is told whether one is there, when, and whom to call meanwhile.
#include <doctest/doctest.h>

#include "world.h"

using namespace engine_tests;

namespace {

/// In the week from Monday 23 November 2026.
services::Instant moment(int weekday, int hour) {
    const services::Date monday{std::chrono::year{2026} / 11 / 23};
    return services::instant_of(monday + std::chrono::days{weekday - 1}, std::chrono::hours{hour});
}

}  // namespace

TEST_CASE("a person takes over in the hours of the configuration, and otherwise the account says when and whom to call") {
    World world(Pair::embedded, {.configure = [](gateway::Config& config) {
                    config.customer_service = "transfer";
                    config.customer_service_hours = {{std::chrono::hours{9}, std::chrono::hours{12}},
                                                     {std::chrono::hours{14}, std::chrono::hours{17}}};
                    config.customer_service_phone = "12345";
                }});
    world.set_clock(moment(1, 10));
    CHECK(world.say("in-hours", "人工").type == "transfer_customer_service");
    int day = 0;
    for (const auto at : {moment(1, 13), moment(1, 20), moment(6, 10)}) {
        world.set_clock(at);
        const Reply told = world.say("outside" + std::to_string(++day), "人工");
        CHECK(told.type == "text");
        CHECK(told.has("人工服务时间是工作日09:00–12:00、14:00–17:00"));
        CHECK(told.has("12345"));
    }
    world.configure([](gateway::Config& config) { config.customer_service = "请拨打020-00000000找工作人员。"; });
    CHECK(world.say("by-sentence", "人工").has("现在没有工作人员在线"));
    world.set_clock(moment(1, 10) + std::chrono::weeks{1});
    CHECK(world.say("by-sentence", "人工").has("请拨打020-00000000"));
}
