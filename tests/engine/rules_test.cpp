// What the engine does for every service alike: consent, silence, commands, emergencies, lists, switched-off services.
#include <doctest/doctest.h>

#include "services/answers/fields.h"
#include "walk.h"
#include "world.h"

using namespace engine_tests;
using namespace std::chrono_literals;

namespace {

constexpr auto someone = "o-someone";

services::Service chatty(const std::string& id, const std::string& title, services::Submit submit) {
    return {.id = id,
            .title = title,
            .fields = {{.key = "note", .label = "说明", .ask = "请说明情况", .type = &services::text}},
            .submit = std::move(submit)};
}

/// All pages of an answer, one after the other, without what only leads from page to page.
std::string all_pages(World& world, const std::string& openid, Reply page) {
    const std::string hint = "\n回复「下一页」看更多";
    std::string whole;
    for (int pages = 0; pages < 50; ++pages) {
        const bool is_last = !page.text.ends_with(hint);
        whole += is_last ? page.text : page.text.substr(0, page.text.size() - hint.size()) + "\n";
        if (is_last) return whole;
        page = world.say(openid, "下一页");
    }
    FAIL("the pages do not end");
    return whole;
}

int count(const std::string& text, const std::string& what) {
    int found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++found;
    return found;
}

}  // namespace

TEST_CASE("who refuses consent has told us nothing, and is asked again another time") {
    on_both([](Pair pair) {
        World world(pair);
        CHECK(world.say(someone, "实名绑定").has("不同意"));
        CHECK(world.say(someone, "2").has("已取消"));
        CHECK_FALSE(world.peek(someone).current);
        CHECK(world.rows("consents") == 0);
        CHECK(world.say(someone, "13800138000").has("没有"));
        CHECK(world.say(someone, "实名绑定").has("不同意"));
        CHECK(world.say(someone, "不同意").has("已取消"));
        world.say(someone, "实名绑定");
        CHECK(world.say(someone, "同意").has("手机号码"));
        CHECK(world.rows("consents") == 1);
    });
}

namespace {

/// Silent for half an hour at the question for the mobile, then typed a number; the draft of what was being done.
std::string fall_silent(World& world) {
    world.say(someone, "实名绑定");
    world.say(someone, "1");
    world.advance(30min);
    CHECK_FALSE(world.say(someone, "12345").has("继续"));  // just in time
    world.advance(30min + 1s);
    const Reply met = world.say(someone, "13800138000");
    CHECK(met.has("办理中的业务「实名绑定」"));
    CHECK(met.has("1. 继续"));
    CHECK(met.has("2. 重新开始"));
    CHECK(world.all_sms().empty());
    CHECK_FALSE(world.peek(someone).current->answers.contains("mobile"));
    return world.peek(someone).current->draft;
}

}  // namespace

TEST_CASE("after 30 minutes of silence a message is no answer") {
    on_both([](Pair pair) {
        for (const char* goes_on : {"继续", "1", "接着办"}) {
            World world(pair);
            const std::string draft = fall_silent(world);
            CHECK(world.say(someone, goes_on).has("请输入您的手机号码"));
            CHECK(world.peek(someone).current->draft == draft);
        }
        for (const char* begins_anew : {"重新开始", "2"}) {
            World world(pair);
            const std::string draft = fall_silent(world);
            CHECK(world.say(someone, begins_anew).has("已重新开始"));
            CHECK(world.peek(someone).current->draft != draft);
        }
        World world(pair);
        fall_silent(world);
        CHECK(world.say(someone, "13800138000").has("继续"));  // the same again decides nothing
        CHECK_FALSE(world.peek(someone).current->answers.contains("mobile"));
        CHECK(world.say(someone, "取消").has("已取消"));
        CHECK_FALSE(world.peek(someone).current);
    });
}

TEST_CASE("after a day the dialogue is gone, and an answer to it is recognised as one") {
    on_both([](Pair pair) {
        World world(pair);
        world.say(someone, "实名绑定");
        world.advance(24h);
        for (const char* answer : {"2", "确认", "第1个", "跳过", "继续"}) {
            CAPTURE(answer);
            CHECK(world.say(someone, answer).has("已经结束或已过期"));
            CHECK_FALSE(world.peek(someone).current);
        }
    });
}

TEST_CASE("an emergency in prose is also the answer; elsewhere the form waits") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(someone), 2);
        world.say(someone, "身份证业务办理预约");
        world.say(someone, "1");
        const Reply at_list = world.say(someone, "有人跳楼了");
        CHECK(at_list.has("110"));
        CHECK(at_list.has("继续"));
        CHECK_FALSE(at_list.has("请选择要办理的业务"));  // no business under a card that rings
        CHECK(world.peek(someone).asked.key == "business");
        world.say(someone, "继续");
        world.say(someone, "2");
        REQUIRE(world.peek(someone).asked.key == "district");
        const Reply at_district = world.say(someone, "家里着火，走不开");
        CHECK(at_district.has("119"));
        CHECK(world.peek(someone).asked.key == "district");
        CHECK_FALSE(world.peek(someone).current->answers.contains("district"));
    });
    services::Service service = chatty("letter", "留言", [](const auto&, auto&) { return services::Outcome{.headline = "收到"}; });
    service.kind = services::Kind::report;
    service.fields.push_back({.key = "more", .label = "补充", .ask = "请补充", .type = &services::text});
    const services::Catalog catalog({service});
    on_both([&](Pair pair) {
        World world(pair, {.catalog = &catalog});
        world.say(someone, "留言");
        while (world.peek(someone).asked.key.starts_with('@')) world.say(someone, "1");
        const Reply in_prose = world.say(someone, "家里着火，出不去");
        CHECK(in_prose.has("119"));
        CHECK(in_prose.has("请补充"));
        CHECK(world.peek(someone).current->answers.at("note") == "家里着火，出不去");
    });
}

TEST_CASE("110 is a wrong number while a number is asked, and an alarm otherwise") {
    on_both([](Pair pair) {
        World world(pair);
        CHECK(world.say(someone, "110").has("请立即拨打110"));
        CHECK(world.say(someone, "１１９").has("119（火警）"));
        world.say(someone, "实名绑定");
        CHECK(world.say(someone, "110").has("请立即拨打110"));  // consent asks for no number
        world.say(someone, "1");
        for (const char* text : {"110", "120"}) {
            const Reply reply = world.say(someone, text);
            CHECK_FALSE(reply.has("紧急情况"));
            CHECK(reply.has("手机号码"));
        }
        CHECK(world.say(someone, "救命").has("紧急情况"));
    });
}

TEST_CASE("traditional characters and full-width digits are understood") {
    on_both([](Pair pair) {
        World world(pair);
        CHECK(world.say(someone, "實名綁定").has("不同意"));
        world.say(someone, "１");
        CHECK(world.say(someone, "　１３８００１３８０００　").has("验证码已发送"));
        world.say(someone, world.sms());
        CHECK(world.say(someone, "林志远").has("身份证号码"));
        CHECK(world.say(someone, "４４０１９９１９９００３０７４６１２").has("核对"));
        CHECK(world.say(someone, "確認").has("实名绑定成功"));
    });
}

TEST_CASE("pages lose nothing and cut neither a character nor a link") {
    std::vector<services::Line> facts;
    std::vector<services::Offer> offers;
    for (int i = 0; i < 120; ++i)
        facts.push_back(
            {"line", "第" + std::to_string(i) + "条", "广州市公安局\xF0\x9F\x91\xAE" + std::string(static_cast<std::size_t>(i % 37), 'x')});
    for (int i = 0; i < 30; ++i) offers.push_back({"选择" + std::to_string(i) + "号网点", "long", {{"note", std::to_string(i)}}});
    std::string prose;
    while (prose.size() < 7000) prose += "一二三四\xF0\x9F\x98\x80五六七八九十";
    const services::Catalog catalog({
        chatty("long", "长长的回答",
               [=](const auto&, auto&) { return services::Outcome{.headline = "结果", .facts = facts, .next = "结束", .offers = offers}; }),
        chatty("prose", "一大段话", [=](const auto&, auto&) { return services::Outcome{.headline = prose}; }),
        chatty("both", "先长后短", [=](const auto&, auto&) { return services::Outcome{.headline = prose, .offers = offers}; }),
    });
    on_both([&](Pair pair) {
        World world(pair, {.catalog = &catalog});
        world.say(someone, "长长的回答");
        const std::string list = all_pages(world, someone, world.say(someone, "开始"));
        for (int i = 0; i < 120; ++i) CHECK(count(list, "第" + std::to_string(i) + "条：") == 1);
        for (int i = 0; i < 30; ++i) CHECK(count(list, ">" + std::to_string(i + 1) + ". 选择" + std::to_string(i) + "号网点</a>") == 1);
        CHECK(count(list, "<a ") == 30);
        CHECK(count(list, "结束") == 1);
        CHECK(world.say(someone, "下一页").has("没有更多内容"));

        for (const std::string title : {"一大段话", "先长后短"}) {
            CAPTURE(title);
            world.say(someone, title);
            std::string whole = all_pages(world, someone, world.say(someone, "开始"));
            std::erase(whole, '\n');
            CHECK(whole.starts_with(prose));
            CHECK(count(whole, "</a>") == (title == "先长后短" ? 30 : 0));
            CHECK(count(whole, "\xEF\xBF\xBD") == 0);
        }
    });
}

TEST_CASE("numbers keep their meaning on a later page") {
    std::vector<services::Offer> offers;
    for (int i = 0; i < 60; ++i)
        offers.push_back({"选择" + std::to_string(i) + "号网点，在很远很远的地方", "second", {{"note", std::to_string(i)}}});
    const services::Catalog catalog({
        chatty("first", "很多选择", [=](const auto&, auto&) { return services::Outcome{.headline = "请看", .offers = offers}; }),
        chatty("second", "选中之后",
               [](const services::Answers& answers, auto&) { return services::Outcome{.headline = "选中了" + answers.at("note")}; }),
    });
    on_both([&](Pair pair) {
        World world(pair, {.catalog = &catalog});
        world.say(someone, "很多选择");
        world.say(someone, "开始");
        Reply later;
        for (int pages = 0; pages < 10 && !later.has("50. 选择49号"); ++pages) later = world.say(someone, "下一页");
        REQUIRE(later.has("50. 选择49号"));
        CHECK(world.say(someone, "50").has("选中了49"));
    });
}

TEST_CASE("what a resident wrote never becomes a link") {
    const std::string evil = "<a href=\"http://example.com\">点我领补贴</a>";
    const services::Catalog catalog({[&] {
        services::Service service = chatty("echo", "回声", [](const services::Answers& answers, auto&) {
            return services::Outcome{.headline = answers.at("note"),
                                     .facts = {{"note", answers.at("note"), answers.at("note")}},
                                     .offers = {{answers.at("note"), "echo", {}}}};
        });
        service.kind = services::Kind::report;
        service.fields.push_back({.key = "more", .label = "补充", .ask = "请补充", .type = &services::text});
        return service;
    }()});
    on_both([&](Pair pair) {
        World world(pair, {.catalog = &catalog});
        world.say(someone, "回声");
        world.say(someone, evil);
        const Reply review = world.say(someone, evil);
        const Reply outcome = world.say(someone, "确认");
        for (const Reply& reply : {review, outcome}) {
            CHECK(reply.has("点我领补贴"));
            CHECK(reply.text.find("<a href=\"http") == std::string::npos);
            CHECK(count(reply.text, "</a>") == count(reply.text, "<a href=\"weixin://bizmsgmenu?"));
        }
        CHECK(world.say("o-" + std::string("another"), evil).text.find("href=\"http") == std::string::npos);
    });
}

TEST_CASE("a tap on an older list is not taken for the list shown last") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(someone), 2);
        world.say(someone, "身份证业务办理预约");
        const Reply businesses = world.say(someone, "1");
        CHECK(world.tap_line(someone, businesses, 2).has("在哪个区办理"));
        const Reply stale = world.tap_line(someone, businesses, 3);
        CHECK(stale.has("已经过期"));
        CHECK(world.peek(someone).asked.key == "district");
        CHECK_FALSE(world.peek(someone).current->answers.contains("district"));
    });
}

TEST_CASE("the review of one form, tapped late, does not confirm another") {
    on_both([](Pair pair) {
        World world(pair);
        Walker walker(world, demonstration(someone));
        world.bind(walker.who(), 2);
        const auto to_review = [&] {
            walker.open("id_card_appointment");
            for (int step = 0; step < 60 && walker.place() != "id_card_appointment/@review"; ++step) walker.answer();
            return walker.last();
        };
        const Reply abandoned = to_review();
        world.say(someone, "取消");
        to_review();
        CHECK(world.tap_line(someone, abandoned, 1).has("已经过期"));
        CHECK(world.rows("records") == 0);
        CHECK(walker.place() == "id_card_appointment/@review");
    });
}

TEST_CASE("a service switched off in the middle says so, is named by nobody else, and answers to its name") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(someone), 1);
        world.say(someone, "新生儿重名查询");
        world.say(someone, "1");
        world.say(someone, "林子轩");
        world.configure([](gateway::Config& config) {
            config.figures.settings["newborn_name_query"].enabled = false;
            config.figures.settings["newborn_name_query"].notice = "系统升级，明天恢复。";
        });
        const Reply told = world.say(someone, "1");
        CHECK(told.has("「新生儿重名查询」暂停服务。系统升级，明天恢复。"));
        CHECK(told.has("会保留"));
        for (const char* name : {"新生儿重名查询", "重名", "宝宝重名"}) {
            CAPTURE(name);
            CHECK(world.say(someone, name).has("系统升级，明天恢复。"));
        }
        CHECK(world.tap(someone, "newborn_names").has("系统升级，明天恢复。"));
        CHECK_FALSE(world.say(someone, "菜单").has(". 新生儿重名"));
        CHECK_FALSE(world.tap(someone, "household").has("新生儿重名查询"));
        CHECK_FALSE(world.say(someone, "新生婴儿名字查一查").has("1. 新生儿重名查询"));
        world.configure([](gateway::Config& config) { config.figures.settings["newborn_name_query"].enabled = true; });
        CHECK(world.say(someone, "继续").has("性别"));
        CHECK(world.peek(someone).current->answers.at("name") == "林子轩");
    });
}

TEST_CASE("outside its hours a service says them, and is not called switched off") {
    on_both([](Pair pair) {
        World world(pair);
        world.bind(demonstration(someone), 2);
        world.configure([](gateway::Config& config) {
            config.figures.settings["id_card_appointment"].hours = {services::Span{services::Minutes{8 * 60}, services::Minutes{20 * 60}}};
        });
        CHECK(world.say(someone, "身份证业务办理预约").has("同意"));
        world.say(someone, "取消");
        world.advance(11h);
        const Reply at_night = world.say(someone, "身份证业务办理预约");
        CHECK(at_night.has("08:00–20:00"));
        CHECK_FALSE(at_night.has("暂停服务"));
        CHECK_FALSE(world.peek(someone).current);
    });
}

TEST_CASE("a service is used as often a day as its settings say") {
    on_both([](Pair pair) {
        World world(pair);
        world.configure([](gateway::Config& config) { config.figures.settings["police_station_directory"].daily_limit = 2; });
        for (int use = 1; use <= 3; ++use) {
            world.say(someone, "派出所");
            const Reply reply = world.say(someone, "天河区");
            CHECK(reply.has("天河区可以去的") == (use <= 2));
            CHECK(reply.has("每天最多使用2次") == (use > 2));
        }
        CHECK(world.submissions("police_station_directory", "RATE_LIMITED") == 1);
        world.say("o-other", "派出所");
        CHECK(world.say("o-other", "天河区").has("天河区可以去的"));
        world.advance(24h);
        world.say(someone, "派出所");
        CHECK(world.say(someone, "天河区").has("天河区可以去的"));
    });
}

TEST_CASE("a code that was passed stands for its number only") {
    on_both([](Pair pair) {
        World world(pair);
        world.say(someone, "实名绑定");
        world.say(someone, "1");
        world.say(someone, "13800138000");
        REQUIRE(world.say(someone, world.sms()).has("姓名"));
        REQUIRE(world.say(someone, "上一步").has("手机号码"));
        const std::string old = world.sms();
        CHECK(world.say(someone, "13911112222").has("验证码已发送到139****2222"));
        CHECK(world.all_sms().back().mobile == "13911112222");
        CHECK(world.peek(someone).asked.key == "code");
        if (old != world.sms()) CHECK_FALSE(world.say(someone, old).has("姓名（"));
        CHECK(world.say(someone, world.sms()).has("姓名"));
    });
}

TEST_CASE("when no SMS can be sent the dialogue waits and nothing is lost") {
    on_both([](Pair pair) {
        World world(pair);
        world.sms_works = false;
        world.say(someone, "实名绑定");
        world.say(someone, "1");
        CHECK(world.say(someone, "13800138000").has("暂时发送不出去"));
        CHECK(world.say(someone, "000000").has("重发"));
        world.sms_works = true;
        CHECK(world.say(someone, "重发").has("已发送"));
        CHECK(world.say(someone, world.sms()).has("姓名"));
    });
}
