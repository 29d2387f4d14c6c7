// One push, one effect; one citizen, one message at a time; what happens when the world is slow or broken.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

#include "services/answers/fields.h"
#include "walk.h"
#include "world.h"

using namespace engine_tests;
using namespace std::chrono_literals;

namespace {

constexpr auto someone = "o-someone";

/// A service that asks one thing and then does what it is told, for as long as it is told.
struct Stub {
    std::atomic<int> running = 0, most_running = 0, runs = 0, fails_left = 0;
    std::atomic<std::chrono::milliseconds> takes = 0ms;
    std::string headline = "办好了：";
    services::Catalog catalog{{{.id = "stub",
                                .title = "测试业务",
                                .fields = {{.key = "note", .label = "说明", .ask = "请说明情况", .type = &services::text}},
                                .submit = [this](const services::Answers& answers, services::Context&) { return submit(answers); }}}};

    services::Result submit(const services::Answers& answers) {
        most_running = std::max<int>(most_running, ++running);
        ++runs;
        std::this_thread::sleep_for(takes.load());
        --running;
        if (fails_left > 0 && fails_left-- > 0) throw std::runtime_error("the department's system does not answer");
        return services::Outcome{.headline = headline + answers.at("note")};
    }
};

template <class Condition>
bool happens(Condition condition) {
    for (int i = 0; i < 400 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
}

}  // namespace

TEST_CASE("the same push again gets the same bytes and has no second effect") {
    on_both([](Pair pair) {
        Stub stub;
        World world(pair, {.catalog = &stub.catalog});
        world.say(someone, "测试业务");
        const Push push = world.text_push(someone, "一");
        const Reply first = world.deliver(push);
        CHECK(first.has("办好了：一"));
        for (int again = 0; again < 2; ++again) CHECK(world.deliver(push).bytes == first.bytes);
        world.rebuild();
        world.advance(10s);
        CHECK(world.deliver(push).bytes == first.bytes);
        CHECK(stub.runs == 1);
        world.say(someone, "测试业务");
        CHECK(world.deliver(push).bytes == first.bytes);  // late, in the middle of something else
        CHECK(world.peek(someone).current);
    });
}

TEST_CASE("deliveries of one push at the same time are answered alike, once") {
    on_both([](Pair pair) {
        Stub stub;
        World world(pair, {.catalog = &stub.catalog});
        world.say(someone, "测试业务");
        stub.takes = 300ms;
        const Push push = world.text_push(someone, "一");
        std::array<Reply, 3> replies;
        std::vector<std::thread> threads;
        for (Reply& reply : replies) threads.emplace_back([&] { reply = world.deliver(push); });
        for (std::thread& thread : threads) thread.join();
        CHECK(stub.runs == 1);
        for (const Reply& reply : replies) CHECK(reply.bytes == replies[0].bytes);
        CHECK(replies[0].has("办好了：一"));
    });
}

TEST_CASE("a signature used again for another body is refused") {
    on_both([](Pair pair) {
        World world(pair);
        const Push push = world.text_push(someone, "菜单");
        REQUIRE(world.deliver(push).status == 200);
        Push forged = world.text_push("o-victim", "菜单");
        forged.query = push.query;
        const Reply refused = world.deliver(forged);
        CHECK(refused.status == 403);
        CHECK(refused.bytes.empty());
        CHECK_FALSE(world.session_bytes("o-victim"));
        Push wrong = world.text_push("o-victim", "菜单");
        wrong.query.signature[0] = wrong.query.signature[0] == '0' ? '1' : '0';
        CHECK(world.deliver(wrong).status == 403);
        const Push old = world.text_push("o-victim", "菜单");
        world.advance(301s);
        CHECK(world.deliver(old).status == 403);
        CHECK_FALSE(world.session_bytes("o-victim"));
    });
}

TEST_CASE("two messages of one citizen are answered one after the other, those of two at the same time") {
    on_both([](Pair pair) {
        Stub stub;
        World world(pair, {.catalog = &stub.catalog, .workers = 4});
        stub.takes = 400ms;
        const auto both = [&](const std::string& a, const std::string& b) {
            world.say(a, "测试业务");
            if (a != b) world.say(b, "测试业务");
            const Push one = world.text_push(a, "一"), other = world.text_push(b, "测试业务");
            std::pair<Reply, Reply> replies;
            std::thread first([&] { replies.first = world.deliver(one); });
            std::this_thread::sleep_for(100ms);
            const Push second = a == b ? other : world.text_push(b, "二");
            replies.second = world.deliver(second);
            first.join();
            return replies;
        };
        const auto same = both(someone, someone);
        CHECK(same.first.has("办好了：一"));
        CHECK(same.second.has("请说明情况"));  // it saw the session the first one left
        CHECK(stub.most_running == 1);
        world.say(someone, "取消");
        const auto different = both(someone, "o-other");
        CHECK(different.first.has("办好了：一"));
        CHECK(different.second.has("办好了：二"));
        CHECK(stub.most_running == 2);
    });
}

TEST_CASE("an answer that is late is acknowledged in time and opens the next reply") {
    on_both([](Pair pair) {
        Stub stub;
        World world(pair, {.catalog = &stub.catalog});
        world.say(someone, "测试业务");
        world.configure([](gateway::Config& config) { config.answer_deadline = 300ms; });
        stub.takes = 1500ms;
        const Push push = world.text_push(someone, "一");
        const auto start = std::chrono::steady_clock::now();
        CHECK(world.deliver(push).acknowledged());
        CHECK(std::chrono::steady_clock::now() - start < 1200ms);
        CHECK(world.deliver(push).acknowledged());  // WeChat tries again while the work goes on
        CHECK(world.late() >= 1);                   // a second delivery that waits until its own deadline is one too
        REQUIRE(happens([&] { return world.rows("notes") == 1; }));
        REQUIRE(happens([&] { return !world.peek(someone).current; }));
        CHECK(world.deliver(push).acknowledged());  // and after it
        CHECK(stub.runs == 1);
        stub.takes = 0ms;
        world.configure([](gateway::Config& config) { config.answer_deadline = 4000ms; });
        world.rebuild();
        std::this_thread::sleep_for(50ms);
        const Reply next = world.say(someone, "测试业务");
        CHECK(next.text.starts_with("办好了：一\n\n"));
        CHECK(next.has("请说明情况"));
        CHECK(world.rows("notes") == 0);
        CHECK_FALSE(world.say(someone, "二").has("办好了：一"));
    });
}

TEST_CASE("a late answer that is long loses nothing when it opens the next reply") {
    on_both([](Pair pair) {
        Stub stub;
        World world(pair, {.catalog = &stub.catalog});
        stub.headline.clear();
        for (int i = 0; i < 60; ++i) stub.headline += "第" + std::to_string(i) + "行，办理结果说明\n";
        world.say(someone, "测试业务");
        world.configure([](gateway::Config& config) { config.answer_deadline = 200ms; });
        stub.takes = 1000ms;
        CHECK(world.say(someone, "一").acknowledged());
        world.configure([](gateway::Config& config) { config.answer_deadline = 4000ms; });
        REQUIRE(happens([&] { return world.rows("notes") == 1 && !world.peek(someone).current; }));
        std::this_thread::sleep_for(50ms);
        std::string seen = world.say(someone, "测试业务").text;
        for (int pages = 0; pages < 5 && seen.ends_with("看更多"); ++pages) seen += world.say(someone, "下一页").text;
        for (int i = 0; i < 60; ++i) CHECK(seen.find("第" + std::to_string(i) + "行") != std::string::npos);
        CHECK(seen.find("请说明情况") != std::string::npos);
    });
}

TEST_CASE("when the work fails the resident is told at once, and the same words again go on") {
    on_both([](Pair pair) {
        for (const bool typed_again : {true, false}) {
            Stub stub;
            World world(pair, {.catalog = &stub.catalog});
            world.say(someone, "测试业务");
            const auto before = world.session_bytes(someone);
            stub.fails_left = 1;
            const Push push = world.text_push(someone, "一");
            CHECK(world.deliver(push).has("抱歉，系统繁忙"));
            CHECK(world.failures() == 1);
            CHECK(world.session_bytes(someone) == before);
            const Reply again = typed_again ? world.say(someone, "一") : world.deliver(push);
            CHECK(again.has("办好了：一"));
            CHECK(stub.runs == 2);
        }
    });
}

TEST_CASE("a session that cannot be read is begun anew instead of locking the resident out") {
    on_both([](Pair pair) {
        World world(pair);
        world.say(someone, "实名绑定");
        world.put_session_bytes(someone, "not sealed by any key");
        CHECK(world.say(someone, "1").has("已经结束或已过期"));
        CHECK_FALSE(world.peek(someone).current);
        world.say(someone, "实名绑定");
        const auto of_another = world.session_bytes(someone);
        world.say("o-other", "菜单");
        world.put_session_bytes("o-other", *of_another);
        CHECK(world.say("o-other", "1").has("已经结束或已过期"));
    });
}

TEST_CASE("a resident who leaves is forgotten, and that is a row of the audit chain without their name") {
    on_both([](Pair pair) {
        World world(pair);
        const std::string openid = "o-who-leaves";
        const auto chain = [&] { return world.stores().audit.verify([](const auto&, const auto&) { return true; }); };
        const std::int64_t before = chain().head.seq;
        world.bind(demonstration(openid), 2);
        const std::string resident = world.stores().residents.id_of({"W", openid}).value();
        REQUIRE(world.stores().residents.users_of(resident).size() == 1);
        CHECK(
            world
                .deliver(world.signed_push("<xml><ToUserName>" + world.config().wechat.original_id + "</ToUserName><FromUserName>" +
                                           openid + "</FromUserName><CreateTime>" + std::to_string(world.now().time_since_epoch().count()) +
                                           "</CreateTime><MsgType>event</MsgType>"
                                           "<Event>unsubscribe</Event></xml>"))
                .acknowledged());
        CHECK_FALSE(chain().bad);
        REQUIRE(chain().head.seq == before + 1);
        const db::AuditRow row = world.stores().audit.list(0).back();
        CHECK(row.entry.who == "wechat");
        CHECK(row.entry.action == "forget");
        CHECK(row.entry.about == db::subject_keys(world.stores().vault, {"W", openid}).front());
        // Nothing that happens to their records can be sent to them, until they are back.
        CHECK(world.stores().residents.users_of(resident).empty());
        world.say(openid, "我的办件");
        world.say(openid, "1");
        CHECK(world.stores().residents.users_of(resident).size() == 1);
    });
}

TEST_CASE("a form submitted twice makes one record and gives the same answer") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(someone), 2);
        Walker walker(world, demonstration(someone));
        walker.open("id_card_appointment");
        for (int i = 0; i < 20 && walker.place() != "id_card_appointment/@review"; ++i) walker.answer();
        const auto at_review = world.session_bytes(someone);
        const Reply first = world.say(someone, "确认");
        REQUIRE(first.has("预约成功"));
        // As if the process had died between the commit in SQL and that of the session.
        world.put_session_bytes(someone, *at_review);
        world.rebuild();
        const Reply second = world.say(someone, "确认");
        CHECK(second.shown() == first.shown());
        CHECK(world.rows("records") == 1);
        CHECK(world.rows("appointments") == 1);
        CHECK(world.holds() == 0);
    });
}
