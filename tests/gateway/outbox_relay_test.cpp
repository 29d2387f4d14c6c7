// What waits in the outbox finds its way to the resident, whatever WeChat says to it.
#include "gateway/jobs/outbox_relay.h"

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "job_world.h"
#include "tests/db/spoil.h"

using namespace gateway;

namespace {

/// WeChat's API as a table of what each path answers.
struct WeChat {
    std::map<std::string, std::string> answers{{"/cgi-bin/stable_token", R"({"access_token":"T","expires_in":7200})"}};
    std::vector<std::pair<std::string, std::string>> calls;  // path, body
    std::mutex mutex;

    wechat::HttpResponse operator()(const std::string&, const wechat::HttpRequest& request) {
        const std::lock_guard lock(mutex);
        const std::string path = request.target.substr(0, request.target.find('?'));
        if (path != "/cgi-bin/stable_token") calls.emplace_back(path, request.body);
        const auto found = answers.find(path);
        if (found != answers.end() && found->second == "cut") throw wechat::HttpError(wechat::HttpFailure::cut);
        return {200, {}, found == answers.end() ? R"({"errcode":0,"errmsg":"ok"})" : found->second};
    }
    std::vector<std::string> paths() const {
        std::vector<std::string> all;
        for (const auto& [path, body] : calls) all.push_back(path);
        return all;
    }
};

constexpr auto custom = "/cgi-bin/message/custom/send";
constexpr auto subscription = "/cgi-bin/message/subscribe/bizsend";
constexpr auto message_template = "/cgi-bin/message/template/send";

struct World : job_tests::JobWorld {
    WeChat wechat;
    std::vector<std::string> owed;
    std::vector<std::pair<std::string, std::string>> sms;
    bool sms_works = true;
    OutboxRelay relay{stores,
                      metrics,
                      live(),
                      client_of(),
                      [this](const std::string& mobile, const std::string& text) {
                          if (sms_works) sms.emplace_back(mobile, text);
                          return sms_works;
                      },
                      [this](const db::ChannelUser& user) { owed.push_back(user.id); }};

    World() : JobWorld([this](const std::string& origin, const wechat::HttpRequest& request) { return wechat(origin, request); }) {
        config->templates = {
            {"appointment_reminder", NoticeTemplate::Way::subscribe, "S1", {{"thing1", "business"}, {"time2", "time"}}},
            {"appointment_reminder", NoticeTemplate::Way::message, "T1", {{"thing1", "business"}, {"time2", "time"}}},
        };
    }

    void put(const std::string& kind = "appointment_reminder", const std::string& channel = "W", const std::string& user = "oResident") {
        const auto body = services::to_json({{"text", "明天有预约"}, {"business", "丢失补领"}, {"time", "2026年11月30日 09:00"}});
        stores.outbox.put(
            {.to = {channel, user}, .kind = kind, .body = body, .cause = "", .due_at = seconds(), .expires_at = seconds() + 7200},
            seconds());
    }
    std::string state() {
        const auto rows = sql->query("SELECT state, told_by FROM outbox");
        return rows.empty() ? "" : rows[0].text(0) + " " + rows[0].text(1);
    }
    void closes(const char* path, int errcode) { wechat.answers[path] = R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"no"})"; }
};

}  // namespace

TEST_CASE("a resident whose window is open is written to, in raw UTF-8") {
    World world;
    world.put();
    CHECK(world.relay.round(world.now) == 1);
    REQUIRE(world.wechat.paths() == std::vector<std::string>{custom});
    CHECK(world.wechat.calls[0].second.find("明天有预约") != std::string::npos);
    CHECK(world.wechat.calls[0].second.find("oResident") != std::string::npos);
    CHECK(world.state() == "told custom");
    CHECK(world.relay.round(world.now) == 0);
}

TEST_CASE("with the window closed the resident is told by what they subscribed to, else by a template, else at the next visit") {
    World world;
    world.closes(custom, 45015);
    SUBCASE("subscribed") {
        world.stores.subscriptions.set({"W", "oResident"}, "S1", true, 1);
        world.put();
        world.relay.round(world.now);
        CHECK(world.wechat.paths() == std::vector<std::string>{custom, subscription});
        CHECK(world.state() == "told subscribe");
    }
    SUBCASE("subscribed once, and it is used up") {
        world.stores.subscriptions.set({"W", "oResident"}, "S1", true, 1);
        world.closes(subscription, 43101);
        world.put();
        world.relay.round(world.now);
        CHECK(world.wechat.paths() == std::vector<std::string>{custom, subscription, message_template});
        CHECK(world.state() == "told template");
        CHECK_FALSE(world.stores.subscriptions.has({"W", "oResident"}, "S1"));
    }
    SUBCASE("subscribed, and the template's values are refused: the consent stays") {
        world.stores.subscriptions.set({"W", "oResident"}, "S1", true, 1);
        world.wechat.answers[subscription] = R"({"errcode":47003,"errmsg":"argument invalid! data.thing1.value 丢失补领 rid: 1-2-3"})";
        world.closes(message_template, 45009);
        world.put();
        world.relay.round(world.now);
        CHECK(world.stores.subscriptions.has({"W", "oResident"}, "S1"));
        // What is kept of the reason repeats nothing that was sent.
        CHECK(world.sql->query("SELECT why FROM outbox").at(0).text(0) == "45009 quota_used_up");
    }
    SUBCASE("never subscribed") {
        world.put();
        world.relay.round(world.now);
        REQUIRE(world.wechat.paths() == std::vector<std::string>{custom, message_template});
        CHECK(world.wechat.calls[1].second.find("丢失补领") != std::string::npos);
        CHECK(world.wechat.calls[1].second.find("T1") != std::string::npos);
        CHECK(world.state() == "told template");
    }
    SUBCASE("no template for it") {
        world.put("late_answer");
        world.relay.round(world.now);
        CHECK(world.wechat.paths() == std::vector<std::string>{custom});
        CHECK(world.state() == "kept visit");
        CHECK(world.owed == std::vector<std::string>{"oResident"});
        CHECK(world.stores.notes.take({"W", "oResident"}, world.seconds()) == "明天有预约");
    }
    SUBCASE("not a follower any more") {
        world.closes(message_template, 43004);
        world.put();
        world.relay.round(world.now);
        CHECK(world.state() == "kept visit");
        CHECK_FALSE(world.stores.notes.take({"W", "oResident"}, world.seconds() + 7200));  // of no use by then
    }
}

TEST_CASE("what WeChat is too busy for comes again, and nothing is told twice") {
    World world;
    world.closes(custom, 45009);
    world.put();
    world.relay.round(world.now);
    CHECK(world.state() == "open ");
    CHECK(world.relay.round(world.now) == 0);
    world.wechat.answers.erase(custom);
    CHECK(world.relay.round(world.now + std::chrono::seconds{30}) == 1);
    CHECK(world.state() == "told custom");
    CHECK(world.metrics.perhaps_told_twice.Value() == 0);
}

TEST_CASE("a message whose answer was lost is sent again, and counted as perhaps told twice") {
    World world;
    world.wechat.answers[custom] = "cut";
    world.put();
    world.relay.round(world.now);
    CHECK(world.wechat.calls.size() == 1);  // not repeated within the call
    CHECK(world.state() == "open ");
    world.wechat.answers.erase(custom);
    world.relay.round(world.now + std::chrono::seconds{30});
    CHECK(world.state() == "told custom");
    CHECK(world.metrics.perhaps_told_twice.Value() == 1);
}

TEST_CASE("an entry that does not open is dead and counted once; the five beside it are told in the same round") {
    World world;
    for (int i = 0; i < 6; ++i) world.put();
    db_tests::spoil(*world.sql, "outbox", "body", world.sql->query("SELECT MIN(id) FROM outbox").at(0).text(0));
    CHECK(world.relay.round(world.now) == 6);
    CHECK(world.wechat.calls.size() == 5);
    CHECK(world.sql->query("SELECT COUNT(*) FROM outbox WHERE state = 'dead' AND why = 'unreadable'").at(0).integer(0) == 1);
    CHECK(world.metrics.render().find(R"(rows_unreadable_total{table="outbox"} 1)") != std::string::npos);
    CHECK(world.relay.round(world.now + std::chrono::hours{1}) == 0);
}

TEST_CASE("what nobody could be told in time is not told afterwards") {
    World world;
    world.closes(custom, 45009);
    world.put();
    world.relay.round(world.now + std::chrono::hours{2});
    CHECK(world.state() == "dead ");
    CHECK(world.wechat.calls.empty());
}

TEST_CASE("an account without a secret keeps everything for the next visit") {
    World world;
    world.config->app_secret.clear();
    world.put();
    world.relay.round(world.now);
    CHECK(world.wechat.calls.empty());
    CHECK(world.state() == "kept visit");
}

TEST_CASE("whoever is known by a number alone is told by SMS, also by an account without a secret, and later when it is not accepted") {
    World world;
    world.config->app_secret.clear();
    world.sms_works = false;
    world.put("record_progress", db::sms_channel, "13800138000");
    world.relay.round(world.now);
    CHECK(world.state() == "open ");
    CHECK(world.stores.notes.take({db::sms_channel, "13800138000"}, world.seconds()) == std::nullopt);
    world.sms_works = true;
    world.now += std::chrono::minutes{15};
    world.relay.round(world.now);
    CHECK(world.state() == "told sms");
    CHECK(world.sms == std::vector<std::pair<std::string, std::string>>{{"13800138000", "明天有预约"}});
    CHECK(world.wechat.calls.empty());
    CHECK(world.owed.empty());
}

TEST_CASE("two processes share one token, sealed in the store, and never ask for it twice") {
    World world;
    Account other(*world.kv, world.vault, world.metrics,
                  [&](const std::string& origin, const wechat::HttpRequest& request) { return world.wechat(origin, request); });
    world.put();
    world.relay.round(world.now);
    const auto stored = world.kv->get("lent:access_token:wx0000000000000001");
    REQUIRE(stored);
    CHECK(stored->find("\"T\"") == std::string::npos);
    // From here on WeChat gives no token any more.
    world.closes("/cgi-bin/stable_token", 40125);
    const auto client = other.client(*world.config);
    CHECK_NOTHROW(client->get("/cgi-bin/menu/get", {}, std::chrono::steady_clock::now() + std::chrono::seconds{5}));
}
