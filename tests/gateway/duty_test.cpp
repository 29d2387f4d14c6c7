// The duty desk is rung until somebody acknowledges, others after two minutes, and nothing a resident said leaves by another way.
#include "gateway/jobs/duty.h"

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <sstream>

#include "gateway/commands/acting.h"
#include "gateway/desk/duty_page.h"
#include "gateway/jobs/distress.h"
#include "gateway/log.h"
#include "job_world.h"
#include "tests/db/spoil.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr auto words = "我在江边，不想活了";

struct World : job_tests::JobWorld {
    struct Posted {
        std::string origin, target, body;
        std::map<std::string, std::string> headers;
        std::string text(const char* key) const {
            rapidjson::Document json;
            json.Parse(body.c_str());
            REQUIRE(json.IsObject());
            return json.HasMember(key) ? json[key].GetString() : "";
        }
    };
    std::vector<Posted> posts;
    std::vector<std::pair<std::string, std::string>> texts;  // mobile, text
    int status = 200;                                        // of the desk; 0: it cannot be reached
    bool takes_sms = true;
    std::mutex mutex;
    Duty duty{stores, metrics, live(),
              [this](const std::string& mobile, const std::string& text) {
                  const std::lock_guard lock(mutex);
                  texts.emplace_back(mobile, text);
                  return takes_sms;
              },
              [this](const std::string& origin, const wechat::HttpRequest& request) { return post(origin, request); }};
    Page page = duty_page(
        stores, live(), [](const std::string&, const std::string&) { return true; }, [this] { return now; });

    World() : JobWorld([](const std::string&, const wechat::HttpRequest&) { return wechat::HttpResponse{}; }) {
        config->public_url = "https://police.example.cn";
        config->duty = {.webhook_url = "https://desk.example/alarms",
                        .secret = "0123456789abcdef",
                        .mobiles = {"13900000110"},
                        .escalation_webhook_url = "https://chief.example",
                        .escalation_mobiles = {"13900000120"}};
        const std::string id = stores.residents.create_or_get({"W", "oCaller"}, seconds()).id;
        stores.residents.set_mobile(id, "13800138000", seconds());
        stores.residents.bind_identity(id, "林志远", "440199199003074612", seconds());
    }

    wechat::HttpResponse post(const std::string& origin, const wechat::HttpRequest& request) {
        const std::lock_guard lock(mutex);
        posts.push_back({origin, request.target, request.body, {request.headers.begin(), request.headers.end()}});
        if (status == 0) throw wechat::HttpError(wechat::HttpFailure::connect);
        return {status, {}, ""};
    }
    void cry(const std::string& push = "p1", const std::string& draft = "") {
        CHECK(record_alarm(stores, metrics, {.from = {"W", "oCaller"}, .kind = "self_harm", .words = words, .push = push, .draft = draft},
                           now));
    }
    /// Everything that rings within so long, as the thread would.
    void pass(std::chrono::seconds time) {
        for (const auto end = now + time; now < end; now += 1s) duty.round(now);
    }
    std::string id() { return stores.alarms.list(1).at(0).id; }
    db::Alarm alarm() { return stores.alarms.find(id()).value(); }
    HttpAnswer ask(bool is_get, const std::string& path, const std::string& token) {
        return page.answer({.is_get = is_get, .path = path, .query = {{"t", token}}});
    }
    std::vector<std::string> audited() {
        std::vector<std::string> actions;
        for (const auto& row : stores.audit.list(0)) actions.push_back(row.entry.who + " " + row.entry.action);
        return actions;
    }
    bool counts(const std::string& line) const { return metrics.render().find(line) != std::string::npos; }
};

}  // namespace

TEST_CASE("the desk gets a signed alarm with what it needs to act, and an SMS without any of it") {
    std::ostringstream logged;
    log::write_to(&logged);
    World world;
    world.cry();
    world.pass(60s);
    log::write_to(nullptr);
    REQUIRE(world.posts.size() == 1);
    const auto& post = world.posts[0];
    CHECK(post.origin == "https://desk.example");
    CHECK(post.target == "/alarms");
    CHECK(post.text("number") == world.id());
    CHECK(post.text("kind") == "self_harm");
    CHECK(post.text("words") == words);
    CHECK(post.text("name") == "林志远");
    CHECK(post.text("mobile") == "13800138000");
    CHECK(post.text("openid") == "oCaller");
    CHECK(post.text("acknowledge_url") == "https://police.example.cn/duty/" + world.id() + "?t=" + world.alarm().token);
    const std::string& timestamp = post.headers.at("X-Duty-Timestamp");
    CHECK(post.headers.at("X-Duty-Signature") == wechat::hex_encode(wechat::hmac_sha256("0123456789abcdef", timestamp + "." + post.body)));

    REQUIRE(world.texts.size() == 1);
    CHECK(world.texts[0].first == "13900000110");
    CHECK(world.texts[0].second.find(world.id() + "：微信群众求助（轻生）") != std::string::npos);
    CHECK(world.texts[0].second.find("/duty/" + world.id() + "?t=") != std::string::npos);
    for (const std::string secret : {words, "林志远", "13800138000", "oCaller"}) {
        CHECK(world.texts[0].second.find(secret) == std::string::npos);
        CHECK(logged.str().find(secret) == std::string::npos);
    }
    CHECK(logged.str().find(world.alarm().token) == std::string::npos);
    CHECK(world.counts(R"(alarms_raised_total{how="raised",kind="self_harm"} 1)"));
}

TEST_CASE("the webhook is called until it takes the alarm, and nobody gets a second SMS for that") {
    World world;
    world.status = 0;
    world.cry();
    world.pass(30s);
    CHECK(world.posts.size() >= 3);
    CHECK(world.posts.size() <= 8);
    world.status = 503;
    world.pass(30s);
    world.status = 204;
    world.pass(30s);
    const std::size_t taken = world.posts.size();
    world.pass(25s);
    CHECK(world.posts.size() == taken);
    CHECK(world.texts.size() == 1);
    CHECK(world.counts(R"(alarm_rings_total{how="taken",way="webhook"} 1)"));
}

TEST_CASE("many alarms at once ring as one, with a count, and what comes within half a minute rings with the next") {
    World world;
    const auto cry = [&](int number, const char* kind) {
        const std::string who = "oFlood" + std::to_string(number);
        CHECK(record_alarm(world.stores, world.metrics, {.from = {"W", who}, .kind = kind, .words = words, .push = who}, world.now));
    };
    for (int i = 0; i < 4; ++i) cry(i, "violence");
    world.pass(1s);
    CHECK(world.posts.size() == 4);
    for (int i = 10; i < 210; ++i) cry(i, i % 4 == 0 ? "self_harm" : "violence");
    world.pass(1s);
    REQUIRE(world.posts.size() == 5);
    rapidjson::Document json;
    json.Parse(world.posts[4].body.c_str());
    CHECK(json["count"].GetInt() == 200);
    CHECK(json["alarms"].Size() == 200);
    CHECK(json["alarms"][0]["acknowledge_url"].IsString());
    REQUIRE(world.texts.size() == 5);
    CHECK(world.texts[4].second == "【广州公安】值班警情200起同时待处置：暴力150起、轻生50起，请立即处置：https://police.example.cn/duty/");
    for (int i = 300; i < 330; ++i, world.pass(1s)) cry(i, "self_harm");
    world.pass(2s);
    CHECK(world.posts.size() == 6);
    CHECK(world.texts.size() == 6);
    CHECK(world.texts[5].second.find("30起") != std::string::npos);
    world.pass(60s);
    CHECK(world.texts.size() == 6);
    // Nobody has acknowledged: the others hear of them, and of few at a time again.
    world.pass(60s);
    CHECK(std::ranges::any_of(world.texts, [](const auto& text) { return text.first == "13900000120"; }));
    CHECK(world.texts.size() < 30);
}

TEST_CASE("an SMS for many that the carrier refuses is sent again, as for one") {
    World world;
    world.takes_sms = false;
    for (int i = 0; i < 5; ++i) {
        const std::string who = "oFlood" + std::to_string(i);
        record_alarm(world.stores, world.metrics, {.from = {"W", who}, .kind = "violence", .words = words, .push = who}, world.now);
    }
    world.pass(1s);
    REQUIRE(world.texts.size() == 1);
    world.takes_sms = true;
    world.pass(35s);
    CHECK(world.texts.size() == 2);
    CHECK(world.posts.size() == 1);  // taken at once, and not called again for that
    world.pass(50s);
    CHECK(world.texts.size() == 2);
}

TEST_CASE("after two minutes the others hear of it as well, and it goes on ringing") {
    World world;
    world.cry();
    world.pass(120s);
    CHECK(world.posts.size() == 1);
    world.pass(1s);
    REQUIRE(world.posts.size() == 3);
    CHECK(world.posts[1].origin == "https://desk.example");
    CHECK(world.posts[2].origin == "https://chief.example");
    CHECK(world.posts[2].target == "/");
    CHECK(world.posts[2].body.find(R"("escalated":true)") != std::string::npos);
    REQUIRE(world.texts.size() == 3);
    CHECK(world.texts[2].first == "13900000120");
    CHECK(world.texts[2].second.find("无人确认") != std::string::npos);
    world.pass(299s);
    CHECK(world.posts.size() == 3);
    world.pass(1s);
    CHECK(world.posts.size() == 5);
    CHECK(world.audited() == std::vector<std::string>{"gateway alarm raised", "gateway alarm escalated"});
}

TEST_CASE("the escalation does not wait for a desk that cannot be reached") {
    World world;
    world.status = 0;
    world.cry();
    world.pass(121s);
    CHECK(std::ranges::any_of(world.posts, [](const auto& post) { return post.origin == "https://chief.example"; }));
    CHECK(world.texts.size() == 3);
}

TEST_CASE("looking at the page changes nothing, the button silences the alarm, another token finds nothing") {
    World world;
    world.cry();
    world.pass(1s);
    const std::string id = world.id(), token = world.alarm().token;
    const HttpAnswer shown = world.ask(true, id, token);
    CHECK(shown.status == 200);
    CHECK(shown.body.find("确认已接警") != std::string::npos);
    CHECK(shown.body.find("轻生") != std::string::npos);
    for (const std::string secret : {words, "林志远", "13800138000", "oCaller"}) CHECK(shown.body.find(secret) == std::string::npos);
    CHECK(world.alarm().state.acknowledged_at == 0);

    for (const auto& [path, wrong] : std::vector<std::pair<std::string, std::string>>{
             {id, ""}, {id, token.substr(1)}, {id, std::string(32, '0')}, {"00000000", token}, {id + "/", token}}) {
        CHECK(world.ask(true, path, wrong).status == 404);
        CHECK(world.ask(false, path, wrong).status == 404);
    }
    CHECK(world.page.answer({.is_get = false, .path = id}).status == 404);
    CHECK(world.alarm().state.acknowledged_at == 0);

    CHECK(world.ask(false, id, token).status == 303);
    const HttpAnswer done = world.ask(true, id, token);
    CHECK(done.body.find("确认已接警") == std::string::npos);
    CHECK(done.body.find("确认。") != std::string::npos);
    CHECK(world.alarm().state.acknowledged_by == "duty_desk");
    world.ask(false, id, token);
    world.pass(1000s);
    CHECK(world.posts.size() == 1);
    CHECK(world.audited() == std::vector<std::string>{"gateway alarm raised", "duty_desk alarm acknowledge"});
    CHECK_FALSE(world.stores.audit.verify([](const auto& row, const auto& text) { return is_well_signed(row, text); }).bad);
}

TEST_CASE("a resident who leaves the account is still found; one in an anonymous service never was") {
    World world;
    world.cry("p1");
    world.stores.residents.unbind(world.stores.residents.find_by_alias({"W", "oCaller"})->id);
    world.cry("p2", "0123456789abcdef0123456789abcdef");
    world.pass(1s);
    REQUIRE(world.posts.size() == 2);
    std::ranges::sort(world.posts, {}, [](const auto& post) { return post.text("name"); });
    CHECK(world.posts[0].text("openid").empty());
    CHECK(world.posts[0].text("mobile").empty());
    CHECK(world.posts[0].text("words") == words);
    CHECK(world.posts[1].text("name") == "林志远");
}

TEST_CASE("what cannot be put down rings everybody once, without a number, and the anonymous stay secret") {
    World world;
    world.sql->execute("DROP TABLE alarms");
    Distress distress{.from = {"W", "oCaller"}, .kind = "violence", .words = words, .push = "p"};
    world.duty.page_without_record(distress, world.now);
    REQUIRE(world.posts.size() == 2);
    CHECK(world.posts[0].text("words") == words);
    CHECK(world.posts[0].text("openid") == "oCaller");
    for (const char* absent : {"number", "acknowledge_url", "name", "mobile"}) CHECK(world.posts[0].text(absent).empty());
    CHECK(world.posts[1].origin == "https://chief.example");
    REQUIRE(world.texts.size() == 2);
    CHECK(world.texts[0].second.find("暴力") != std::string::npos);
    CHECK(world.texts[0].second.find("?t=") == std::string::npos);
    distress.draft = "the draft of an anonymous form";
    world.status = 0;
    world.takes_sms = false;
    world.duty.page_without_record(distress, world.now);
    CHECK(world.posts.size() == 4);
    CHECK(world.posts[2].text("openid").empty());
}

TEST_CASE("an alarm whose words do not open rings with all the rest, and the others ring") {
    World world;
    world.cry("p1", "0123456789abcdef0123456789abcdef");
    world.cry("p2");
    const std::string id = world.sql->query("SELECT id FROM alarms WHERE push = 'p2'").at(0).text(0);
    db_tests::spoil(*world.sql, "alarms", "words", id);
    world.pass(1s);
    REQUIRE(world.posts.size() == 2);
    std::ranges::sort(world.posts, {}, [](const auto& post) { return post.text("name"); });
    CHECK(world.posts[0].text("words") == words);
    CHECK(world.posts[1].text("number") == id);
    CHECK(world.posts[1].text("words").empty());
    CHECK(world.posts[1].text("name") == "林志远");
    CHECK(world.posts[1].text("acknowledge_url").find(id) != std::string::npos);
    CHECK(world.ask(false, id, world.stores.alarms.find(id)->token).status == 303);
    CHECK(world.stores.alarms.find(id)->state.acknowledged_by == "duty_desk");
    CHECK(world.counts(R"(rows_unreadable_total{table="alarms"} 1)"));
}

TEST_CASE("a spoiled head of the audit chain keeps no alarm from being put down and acknowledged") {
    World world;
    world.cry("p1");
    world.sql->execute("UPDATE audit_head SET head = chain_key");
    world.stores.residents.unbind(world.stores.residents.find_by_alias({"W", "oCaller"})->id);
    world.cry("p2", "0123456789abcdef0123456789abcdef");
    world.pass(121s);
    CHECK_FALSE(world.counts("alarms_lost_total 1"));
    CHECK(world.alarm().state.escalated_at > 0);
    CHECK(world.ask(false, world.id(), world.alarm().token).status == 303);
    CHECK(world.stores.audit.verify([](const auto& row, const auto& text) { return is_well_signed(row, text); }).bad);
}

TEST_CASE("an alarm that cannot be put down is counted") {
    World world;
    world.sql->execute("DROP TABLE alarms");
    CHECK_FALSE(
        record_alarm(world.stores, world.metrics, {.from = {"W", "oCaller"}, .kind = "violence", .words = words, .push = "p"}, world.now));
    CHECK(world.counts("alarms_lost_total 1"));
    CHECK(world.audited().empty());
}
