// After a cry for help that rings: what is said joins the alarm until it is over, and the desk answers.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "gateway/desk/alarm_acts.h"
#include "services/answers/fields.h"
#include "world.h"

using namespace engine_tests;
using namespace std::chrono_literals;

namespace {

constexpr auto caller = "o-who-cries-for-help";
constexpr auto seen = "民警能看到";

db::Alarm only_alarm(World& world) {
    for (int i = 0; i < 400 && world.rows("alarms") != 1; ++i) std::this_thread::sleep_for(10ms);
    REQUIRE(world.rows("alarms") == 1);
    return world.stores().alarms.find(world.stores().alarms.list(1).at(0).id).value();
}

std::vector<std::string> entries(World& world) {
    std::vector<std::string> all;
    for (const db::AlarmEntry& entry : world.stores().alarm_entries.list(only_alarm(world).state.id))
        all.push_back(entry.kind + " " + entry.text);
    return all;
}

gateway::Answered answer(World& world, const std::string& text, bool may_be_received = false) {
    const db::Alarm alarm = only_alarm(world);
    auto came = gateway::Answered::at_once;
    world.stores().sql.transaction([&](db::Transaction& transaction) {
        came = gateway::answer_alarm(world.stores(), transaction, alarm,
                                     {.alarm = alarm.state.id, .by = "li", .text = text, .may_be_received = may_be_received}, world.now());
    });
    return came;
}

void close(World& world) {
    const std::string id = only_alarm(world).state.id;
    world.stores().sql.transaction([&](db::Transaction& transaction) {
        CHECK(world.stores().alarm_entries.close(transaction, id, "li", services::unix_time(world.now())));
    });
}

}  // namespace

TEST_CASE("words, position, photo and voice join the alarm, and each is said to be seen") {
    on_both([](Pair pair) {
        World world(pair);
        const Reply card = world.say(caller, "我老公打我");
        CHECK(card.has("110"));
        CHECK(card.has("已经通知值班民警"));
        CHECK_FALSE(card.has("1. "));  // no menu
        CHECK(world.say(caller, "他在门外踢门").has(seen));
        CHECK(world.send_position(caller, 23.1291, 113.2644, "北京路步行街").has(seen));
        CHECK(world.send_image(caller, "media-1").has(seen));
        CHECK(world.deliver(world.voice_push(caller, "media-2", "")).has(seen));
        const auto said = entries(world);
        REQUIRE(said.size() == 5);
        CHECK(said[1] == "words 他在门外踢门");
        CHECK(said[2].starts_with("position 23.129100,113.264400 北京路步行街"));
        CHECK(said[3] == "image media-1");
        CHECK(said[4] == "voice media-2");
        CHECK(world.rows("files") == 2);
        CHECK(world.rows("alarms") == 1);
    });
}

TEST_CASE("engine words, named businesses and answers of a form do not join") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(caller), 2);
        world.say(caller, "身份证到期");
        world.say(caller, "同意");
        world.say(caller, "有人拿刀追我");
        only_alarm(world);
        CHECK(world.say(caller, "越秀区").has(seen));  // where they are: the form waits
        CHECK(world.say(caller, "1").has(seen));
        CHECK(world.say(caller, "继续").has("在哪个区"));
        CHECK(world.say(caller, "越秀区").has("日期"));
        CHECK(world.say(caller, "我躲在厕所").has(seen));
        CHECK(entries(world).size() == 4);
        CHECK_FALSE(world.say(caller, "菜单").has(seen));
        CHECK_FALSE(world.say(caller, "派出所").has(seen));
        CHECK(entries(world).size() == 4);
    });
}

TEST_CASE("a card alone begins no conversation") {
    on_both([](Pair pair) {
        World world(pair);
        CHECK(world.say(caller, "110").has("110"));
        CHECK_FALSE(world.say(caller, "在二楼").has(seen));
        CHECK(world.rows("alarm_entries") == 0);
    });
}

TEST_CASE("it is over when the resident says so, when the desk closes it, and after half an hour of silence") {
    on_both([](Pair pair) {
        World world(pair);
        world.say(caller, "我老公打我");
        only_alarm(world);
        CHECK(world.say(caller, "没事了。").has("已经告诉民警"));
        CHECK_FALSE(world.say(caller, "他在门外踢门").has(seen));
        CHECK(entries(world).at(1) == "over 没事了。");
    });
    on_both([](Pair pair) {
        World world(pair);
        world.say(caller, "我老公打我");
        close(world);
        CHECK_FALSE(world.say(caller, "他在门外踢门").has(seen));
    });
    on_both([](Pair pair) {
        World world(pair);
        world.say(caller, "我老公打我");
        only_alarm(world);
        world.advance(25min);
        CHECK(world.say(caller, "他在门外踢门").has(seen));
        world.advance(25min);
        CHECK(world.say(caller, "还在踢").has(seen));
        world.advance(31min);
        CHECK_FALSE(world.say(caller, "还在踢").has(seen));
    });
}

TEST_CASE("in violence the desk's answer waits for the resident's next message, else it goes out at once") {
    on_both([](Pair pair) {
        World world(pair);
        world.say(caller, "我老公打我");
        CHECK(answer(world, "民警五分钟到") == gateway::Answered::waits);
        CHECK(world.rows("outbox") == 0);
        const Reply next = world.say(caller, "他在门外踢门");
        CHECK(next.has("值班民警：民警五分钟到"));
        CHECK(next.has(seen));
        CHECK_FALSE(world.say(caller, "快点").has("五分钟"));
        CHECK(answer(world, "到楼下了", true) == gateway::Answered::at_once);
        CHECK(world.rows("outbox") == 1);
    });
    on_both([](Pair pair) {
        World world(pair);
        world.say(caller, "我吞了一瓶安眠药");
        CHECK(answer(world, "救护车在路上") == gateway::Answered::at_once);
        CHECK(world.rows("outbox") == 1);
    });
}

TEST_CASE("of an anonymous form only that form leads to its alarm and to the desk's answer") {
    const services::Catalog tips{{{.id = "tip",
                                   .title = "匿名举报",
                                   .anonymous = true,
                                   .fields = {{.key = "what", .label = "情况", .ask = "请说明情况", .type = &services::text},
                                              {.key = "when", .label = "时间", .ask = "什么时候", .type = &services::past_moment}},
                                   .submit = [](const services::Answers&, services::Context&) -> services::Result {
                                       return services::Outcome{.headline = "收到了"};
                                   }}}};
    on_both([&](Pair pair) {
        World world(pair, {.catalog = &tips});
        world.say(caller, "匿名举报");
        world.say(caller, "有人拿刀追我，救命");
        CHECK(only_alarm(world).caller.from.empty());
        CHECK(answer(world, "请躲好") == gateway::Answered::waits);
        CHECK(world.rows("outbox") == 0);
        CHECK(world.say(caller, "我躲在厕所").has("值班民警：请躲好"));
        world.say(caller, "取消");
        CHECK(answer(world, "还在吗") == gateway::Answered::waits);
        CHECK_FALSE(world.say(caller, "你好").has("还在吗"));
    });
}

TEST_CASE("nothing that is said in an alarm is kept or logged in clear") {
    on_both([](Pair pair) {
        World world(pair);
        world.say(caller, "我老公打我");
        only_alarm(world);
        world.say(caller, "他在门外踢门");
        for (const db::Row& row : world.stores().sql.query("SELECT body FROM alarm_entries"))
            CHECK(row.text(0).find("踢门") == std::string::npos);
        CHECK(logged().find("踢门") == std::string::npos);
    });
}

TEST_CASE("fraud just now: what a bank needs is asked one at a time, each may be skipped, and each answer joins the alarm by its name") {
    on_both([](Pair pair) {
        World world(pair);
        const Reply card = world.say(caller, "我被骗了三万块钱，刚刚转的账");
        CHECK(card.has("96110"));
        CHECK(card.has("请先打110"));
        CHECK(card.has("1/5 钱转给了谁"));
        CHECK(world.say(caller, "6222 0000 1234 5678 张三").has("2/5 一共转了多少钱"));
        CHECK(world.send_position(caller, 23.1291, 113.2644, "北京路步行街").has("2/5"));  // joins, and answers nothing
        CHECK(world.say(caller, "3万").has("3/5"));
        CHECK(world.say(caller, "唔记得").has("4/5"));
        CHECK(world.say(caller, "手机银行。").has("5/5"));
        CHECK(world.send_image(caller, "media-slip").has("接着发"));
        CHECK(world.send_image(caller, "media-more").has(seen));
        CHECK(world.say(caller, "对方还在催我").has(seen));
        const auto all = entries(world);
        for (const char* entry : {"words 【收款方】6222 0000 1234 5678 张三", "words 【金额】3万", "words 【转账方式】手机银行。",
                                  "image media-slip", "image media-more", "words 对方还在催我"})
            CHECK_MESSAGE(std::ranges::count(all, entry) == 1, entry);
        CHECK(std::ranges::none_of(all, [](const std::string& entry) { return entry.find("唔记得") != std::string::npos; }));
        CHECK(logged().find("6222") == std::string::npos);
    });
}

TEST_CASE("who has paid nothing yet is asked no more, and another kind asks nothing") {
    on_both([](Pair pair) {
        World world(pair);
        CHECK(world.say(caller, "骗子让我转账，我刚刚转了五千").has("1/5"));
        CHECK(world.say(caller, "没转").has("接着发"));
        CHECK(world.say(caller, "他又打来了").has(seen));
        CHECK(world.say("o-another", "我不想活了").has("12356"));
        CHECK_FALSE(world.say("o-another", "我在江边").has("/5"));
    });
}
