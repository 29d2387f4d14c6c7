// The duty desk's pages: who may open them, what they show, what an officer does there, and what stands in the audit chain afterwards.
#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <regex>
#include <thread>

#include "gateway/commands/acting.h"
#include "gateway/desk/duty_page.h"
#include "gateway/desk/sign_in.h"
#include "gateway/jobs/distress.h"
#include "gateway/jobs/duty.h"
#include "job_world.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr auto words = "我在江边，不想活了 <script>alert(1)</script>";
constexpr auto origin = "https://police.example.cn";

struct World : job_tests::JobWorld {
    std::mutex mutex;
    std::vector<std::pair<std::string, std::string>> texts;  // mobile, text
    Page page = duty_page(
        stores, live(),
        [this](const std::string& mobile, const std::string& text) {
            const std::lock_guard lock(mutex);
            texts.emplace_back(mobile, text);
            return true;
        },
        [this] { return now; });

    World() : JobWorld([](const std::string&, const wechat::HttpRequest&) { return wechat::HttpResponse{}; }) {
        config->public_url = origin;
        config->duty.mobiles = {"13900000110"};
        config->operators = {{.id = "li", .name = "李警官", .unit = "指挥中心", .roles = {"duty"}, .token = "t1", .mobile = "13900000201"},
                             {.id = "he", .name = "何警官", .unit = "指挥中心", .roles = {"duty"}, .token = "t2", .mobile = "13900000202"},
                             {.id = "wu", .name = "吴警官", .unit = "出入境", .roles = {"case"}, .token = "t3", .mobile = "13900000203"}};
        const std::string id = stores.residents.create_or_get({"W", "oCaller"}, seconds()).id;
        stores.residents.set_mobile(id, "13800138000", seconds());
        stores.residents.bind_identity(id, "林志远", "440199199003074612", seconds());
    }

    std::string cry(const std::string& kind = "self_harm", const std::string& draft = "") {
        CHECK(record_alarm(stores, metrics, {.from = {"W", "oCaller"}, .kind = kind, .words = words, .push = kind + draft, .draft = draft},
                           now));
        return sql->query("SELECT id FROM alarms WHERE push = ?", {kind + draft}).at(0).text(0);
    }
    void say(const std::string& alarm, const std::string& kind, const std::string& text) {
        sql->transaction([&](db::Transaction& transaction) {
            CHECK(stores.alarm_entries.add(transaction, {.alarm = alarm, .at = seconds(), .kind = kind, .text = text}, kind + text));
        });
    }
    std::vector<std::string> audited() {
        std::vector<std::string> rows;
        for (const auto& row : stores.audit.list(0)) rows.push_back(row.entry.who + " " + row.entry.action + " " + row.entry.about);
        return rows;
    }
    bool is_audited(const std::string& row) { return std::ranges::count(audited(), row) > 0; }
    /// The SMS to that mobile, waited for: it is sent by another thread.
    std::string text_to(const std::string& mobile) {
        for (int i = 0; i < 500; ++i, std::this_thread::sleep_for(10ms)) {
            const std::lock_guard lock(mutex);
            const auto found = std::ranges::find(texts, mobile, &std::pair<std::string, std::string>::first);
            if (found == texts.end()) continue;
            const std::string text = found->second;
            texts.erase(found);
            return text;
        }
        return "";
    }
};

/// A browser: keeps cookies, says where its forms come from.
struct Browser {
    World& world;
    std::string address = "10.0.0.1", from = origin;
    std::map<std::string, std::string> cookies = {};

    HttpAnswer ask(bool is_get, const std::string& target, const Values& form = {}) {
        const RequestLine line = read_request_line((is_get ? "GET /" : "POST /") + target + " HTTP/1.1\r\n");
        std::string head = (is_get ? "GET /duty/" : "POST /duty/") + target + " HTTP/1.1\r\nHost: police.example.cn\r\n";
        if (!is_get && !from.empty()) head += "Origin: " + from + "\r\n";
        std::string all;
        for (const auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
        if (!all.empty()) head += "Cookie: " + all + "\r\n";
        const HttpAnswer answer = world.page.answer(
            {.is_get = is_get, .path = line.path.substr(1), .query = line.query, .form = form, .head = head + "\r\n", .sender = address});
        for (const auto& [name, value] : answer.headers) {
            if (name != "Set-Cookie") continue;
            CHECK(value.starts_with("__Host-"));
            for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"})
                CHECK(value.find(part) != std::string::npos);
            cookies[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
        }
        return answer;
    }
    HttpAnswer get(const std::string& target) { return ask(true, target); }
    HttpAnswer post(const std::string& target, Values form) { return ask(false, target, form); }
    /// As a form of the page that was opened last for this target.
    HttpAnswer send(const std::string& alarm, const std::string& act, Values form) {
        form.emplace_back("form", token(alarm));
        return post(alarm + "/" + act, form);
    }
    std::string token(const std::string& alarm) {
        const std::string body = get(alarm).body;
        std::smatch found;
        REQUIRE(std::regex_search(body, found, std::regex(R"re(name="form" value="([0-9a-f]{64})")re")));
        return found[1];
    }
    std::string sign_in(const std::string& officer, const std::string& mobile, const std::string& alarm = "") {
        CHECK(post("sign-in", {{"officer", officer}, {"alarm", alarm}}).status == 303);
        const std::string text = world.text_to(mobile);
        std::smatch code;
        REQUIRE(std::regex_search(text, code, std::regex(R"(验证码(\d{6}))")));
        const HttpAnswer in = post("sign-in/code", {{"code", code[1]}, {"alarm", alarm}});
        return location(in);
    }
    static std::string location(const HttpAnswer& answer) {
        const auto found = std::ranges::find(answer.headers, "Location", &std::pair<std::string, std::string>::first);
        return found == answer.headers.end() ? std::to_string(answer.status) : found->second;
    }
};

/// One alarm, and an officer who has signed in for it.
struct OnDuty {
    World world;
    std::string id = world.cry();
    Browser officer{world};

    OnDuty() { officer.sign_in("li", "13900000201", id); }
};

const std::vector<std::string> personal{"江边", "林志远", "13800138000", "oCaller", "440199"};

bool shows_person(const HttpAnswer& answer) {
    return std::ranges::any_of(personal, [&](const std::string& each) { return answer.body.find(each) != std::string::npos; });
}

bool has(const HttpAnswer& answer, const std::string& text) { return answer.body.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("a code to the mobile opens the alarm one came for, with all that was said, and that is written down") {
    World world;
    const std::string id = world.cry();
    world.say(id, "position", "23.1066,113.3245 海珠桥北 <b>");
    Browser officer{world};
    CHECK(Browser::location(officer.get(id)) == "/duty/sign-in?alarm=" + id);
    CHECK(has(officer.get("sign-in?alarm=" + id), "value=\"" + id + "\""));
    CHECK(officer.sign_in("li", "13900000201", id) == "/duty/" + id);
    const HttpAnswer shown = officer.get(id);
    CHECK(shown.status == 200);
    for (const char* part : {"江边", "林志远", "tel:13800138000", "coord:23.1066,113.3245", "海珠桥北", "没有人接警", "何警官"})
        CHECK_MESSAGE(has(shown, part), part, " is not in ", shown.body);
    CHECK_FALSE(has(shown, "<script>alert"));
    CHECK_FALSE(has(shown, "北 <b>"));
    CHECK_FALSE(has(shown, "吴警官"));
    const auto policy = std::ranges::find(shown.headers, "Content-Security-Policy", &std::pair<std::string, std::string>::first);
    REQUIRE(policy != shown.headers.end());
    CHECK(policy->second.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(std::ranges::find(shown.headers, std::pair<std::string, std::string>("Cache-Control", "no-store")) != shown.headers.end());
    officer.get(id);
    officer.get(id + "/said");
    CHECK(std::ranges::count(world.audited(), "duty_desk/li alarm show " + id) == 1);
    CHECK(world.is_audited("duty_desk desk sign-in li"));
    const std::string other = world.cry("violence");
    officer.get(other);
    officer.get(id);
    CHECK(std::ranges::count(world.audited(), "duty_desk/li alarm show " + id) == 1);
    CHECK(has(officer.get(id + "/said"), "江边"));  // two pages of one officer, side by side
    CHECK(has(officer.get(other + "/said"), "江边"));
    CHECK_FALSE(world.stores.audit.verify([](const auto& row, const auto& text) { return is_well_signed(row, text); }).bad);
}

TEST_CASE("nobody else sees anything: no session, a stranger, another role, a session that is over, an officer who has left") {
    World world;
    const std::string id = world.cry(), token = world.stores.alarms.find(id)->token;
    Browser stranger{world};
    for (const std::string& target : {id, id + "?t=" + token, id + "?t=wrong", id + "/said", id + "/files/x", std::string(), id + "/close",
                                      std::string("sign-in"), std::string("sign-in/code"), std::string("00000000")})
        CHECK_MESSAGE(!shows_person(stranger.get(target)), target);
    stranger.cookies["__Host-desk"] = std::string(64, '0');
    CHECK(Browser::location(stranger.get(id)) == "/duty/sign-in?alarm=" + id);
    CHECK(Browser::location(stranger.get("00000000")) == "/duty/sign-in?alarm=00000000");

    for (const char* nobody : {"wu", "nobody", "", "LI"}) {
        Browser other{world};
        CHECK(Browser::location(other.post("sign-in", {{"officer", nobody}})) == "/duty/sign-in/code");
        CHECK(Browser::location(other.post("sign-in/code", {{"code", "000000"}})) == "/duty/sign-in/code?wrong=1");
        CHECK(Browser::location(other.post("sign-in/code", {{"code", ""}})) == "/duty/sign-in/code?wrong=1");
    }
    CHECK(world.texts.empty());

    Browser officer{world};
    officer.sign_in("li", "13900000201");
    CHECK(shows_person(officer.get(id)));
    SUBCASE("out of operators.json is out") { world.config->operators.erase(world.config->operators.begin()); }
    SUBCASE("without the role, too") { world.config->operators[0].roles = {"auditor"}; }
    SUBCASE("half an hour of nothing") { world.now += std::chrono::seconds(db::DeskSessions::idle); }
    SUBCASE("a shift") {
        for (int i = 0; i < 32; ++i) {
            world.now += 15min;
            officer.get(id);
        }
    }
    SUBCASE("a row that was changed for another officer") {
        const auto row = world.sql->query("SELECT id, whose FROM desk_sessions").at(0);
        Browser second{world};
        second.sign_in("he", "13900000202");
        world.sql->execute("UPDATE desk_sessions SET whose = ? WHERE id <> ?", {row.text(1), row.text(0)});
        officer.cookies = second.cookies;
    }
    SUBCASE("who has signed out") { CHECK(Browser::location(officer.post("sign-out", {{"form", officer.token(id)}})) == "/duty/sign-in"); }
    CHECK_FALSE(shows_person(officer.get(id)));
    CHECK_FALSE(shows_person(officer.get(id + "/said")));
    CHECK(officer.post(id + "/close", {{"outcome", "误报"}, {"form", "x"}}).status == 403);
    CHECK(world.stores.alarms.find(id)->state.closed_at == 0);
}

TEST_CASE("a code is good once, for ten minutes, five tries, in the browser that asked; who guesses is slowed, and its officer is not") {
    World world;
    Browser officer{world};
    officer.post("sign-in", {{"officer", "li"}});
    const std::string text = world.text_to("13900000201");
    const std::string code = text.substr(text.find("验证码") + std::string("验证码").size(), 6);
    Browser other{world, "10.0.0.2"};
    CHECK(Browser::location(other.post("sign-in/code", {{"code", code}})) == "/duty/sign-in/code?wrong=1");
    SUBCASE("once") {
        CHECK(Browser::location(officer.post("sign-in/code", {{"code", code}})) == "/duty/");
        Browser again{world};
        again.cookies = officer.cookies;
        CHECK(Browser::location(again.post("sign-in/code", {{"code", code}})) == "/duty/sign-in/code?wrong=1");
    }
    SUBCASE("five tries") {
        for (int i = 0; i < 5; ++i) officer.post("sign-in/code", {{"code", "x"}});
        CHECK(Browser::location(officer.post("sign-in/code", {{"code", code}})) == "/duty/sign-in/code?wrong=1");
    }
    SUBCASE("ten minutes") {
        world.now += std::chrono::seconds(db::DeskSessions::way_in_life);
        CHECK(Browser::location(officer.post("sign-in/code", {{"code", code}})) == "/duty/sign-in/code?wrong=1");
    }
    SUBCASE("an address that guesses gets no further, another one does") {
        for (int i = 0; i < 3; ++i) {
            other.post("sign-in", {{"officer", "he"}});
            for (int j = 0; j < 5; ++j) other.post("sign-in/code", {{"code", "x"}});
        }
        CHECK(other.post("sign-in", {{"officer", "he"}}).status == 429);
        CHECK(other.post("sign-in/code", {{"code", "x"}}).status == 429);
        world.texts.clear();
        Browser he{world, "10.0.0.3"};
        CHECK(he.sign_in("he", "13900000202") == "/duty/");
    }
    SUBCASE("one address has no more than five sent to an officer, and does not use up the officer's own") {
        for (int i = 0; i < 8; ++i) Browser{world, "10.0.1.1"}.post("sign-in", {{"officer", "he"}});
        for (int i = 0; i < 5; ++i) CHECK(world.text_to("13900000202").find("验证码") != std::string::npos);
        std::this_thread::sleep_for(50ms);
        CHECK(world.texts.empty());
        Browser he{world, "10.0.0.3"};
        CHECK(he.sign_in("he", "13900000202") == "/duty/");
    }
}

TEST_CASE("a link from the command opens the pages once") {
    World world;
    const std::string link = desk::SignIn::link_for(world.stores, *world.config, "he", world.now);
    const std::string target = link.substr(link.find("sign-in"));
    const std::string key = link.substr(link.find("key=") + 4);
    Browser officer{world};
    CHECK(has(officer.get(target), key));  // looking changes nothing: programs look ahead at links
    CHECK(Browser::location(officer.post("sign-in/link", {{"key", key}})) == "/duty/");
    CHECK(has(officer.get(""), "何警官"));
    Browser late{world};
    CHECK(late.post("sign-in/link", {{"key", key}}).status == 410);
    CHECK(late.cookies.empty());
}

TEST_CASE("an officer takes it, answers, and closes it; each is written down by their id, and the resident gets the answer") {
    OnDuty desk;
    auto& [world, id, officer] = desk;
    CHECK(Browser::location(officer.send(id, "acknowledge", {})) == "/duty/" + id);
    CHECK(world.stores.alarms.find(id)->state.acknowledged_by == "li");
    CHECK(Browser::location(officer.send(id, "answer", {{"text", "  我们马上到，请待在亮处。 "}})) == "/duty/" + id + "?done=answered");
    const auto waiting = world.sql->query("SELECT kind, subject FROM outbox");
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].text(1) == id);
    CHECK(has(officer.get(id), "值班民警：我们马上到，请待在亮处。"));
    CHECK(officer.send(id, "answer", {{"text", " "}}).status == 422);
    const HttpAnswer too_long = officer.send(id, "answer", {{"text", std::string(1201, 'x')}});
    CHECK(too_long.status == 422);
    CHECK(has(too_long, std::string(1201, 'x')));
    CHECK(officer.send(id, "close", {{"note", "写了说明"}}).status == 422);
    CHECK(officer.send(id, "close", {{"outcome", "自己编的"}, {"note", ""}}).status == 422);
    CHECK(Browser::location(officer.send(id, "close", {{"outcome", "已联系上，本人平安"}, {"note", "家人已到场"}})) ==
          "/duty/" + id + "?done=closed");
    const db::AlarmState state = world.stores.alarms.find(id)->state;
    CHECK(state.closed_by == "li");
    CHECK(has(officer.get(id), "已联系上，本人平安：家人已到场"));
    for (const char* act : {"acknowledge", "answer", "close"}) CHECK(world.is_audited("duty_desk/li alarm " + std::string(act) + " " + id));
    CHECK_FALSE(world.stores.audit.verify([](const auto& row, const auto& text) { return is_well_signed(row, text); }).bad);
    for (const db::Row& row : world.sql->query("SELECT body FROM alarm_entries"))
        for (const char* secret : {"马上到", "家人", "江边"}) CHECK(row.text(0).find(secret) == std::string::npos);
}

TEST_CASE("closing what nobody had acknowledged silences it; a closed one takes no answer and keeps what was typed") {
    OnDuty desk;
    auto& [world, id, officer] = desk;
    officer.send(id, "close", {{"outcome", "误报"}, {"note", ""}});
    CHECK(world.stores.alarms.counts().open == 0);
    CHECK_FALSE(has(officer.get(id), "回复群众"));
    CHECK(officer.send(id, "answer", {{"text", "还在吗"}}).status == 422);
    CHECK(world.sql->query("SELECT 1 FROM outbox").empty());
}

TEST_CASE("in violence an answer waits for the resident unless the officer says that they can receive it; an anonymous one always waits") {
    World world;
    Browser officer{world};
    officer.sign_in("li", "13900000201");
    const std::string id = world.cry("violence");
    CHECK(has(officer.get(id), "对方可安全接收"));
    CHECK(Browser::location(officer.send(id, "answer", {{"text", "方便说话吗"}})) == "/duty/" + id + "?done=waits");
    CHECK(world.sql->query("SELECT 1 FROM outbox").empty());
    CHECK(has(officer.get(id), "等群众下一条消息时显示"));
    CHECK(Browser::location(officer.send(id, "answer", {{"text", "我们到楼下了"}, {"can_receive", "1"}})) ==
          "/duty/" + id + "?done=answered");
    CHECK(world.sql->query("SELECT 1 FROM outbox").size() == 1);
    const std::string secret = world.cry("self_harm", "0123456789abcdef0123456789abcdef");
    const HttpAnswer shown = officer.get(secret);
    CHECK(has(shown, "匿名求助，查不到是谁"));
    CHECK_FALSE(has(shown, "林志远"));
    CHECK_FALSE(has(shown, "对方可安全接收"));
    officer.send(secret, "answer", {{"text", "我们在"}, {"can_receive", "1"}});
    CHECK(world.sql->query("SELECT 1 FROM outbox").size() == 1);
}

TEST_CASE("an alarm is handed to a colleague, who is told, or back to the desk, which rings anew") {
    OnDuty desk;
    auto& [world, id, officer] = desk;
    CHECK(officer.send(id, "hand-over", {}).status == 422);
    CHECK(officer.send(id, "hand-over", {{"to", "wu"}}).status == 422);
    CHECK(Browser::location(officer.send(id, "hand-over", {{"to", "he"}})) == "/duty/" + id + "?done=handed_over");
    const std::string told = world.text_to("13900000202");
    CHECK(told.find(id) != std::string::npos);
    CHECK(told.find("https://police.example.cn/duty/" + id) != std::string::npos);
    CHECK(told.find("?t=") == std::string::npos);
    CHECK(world.stores.alarms.find(id)->state.acknowledged_by == "he");
    CHECK(world.stores.alarms.counts().open == 0);
    CHECK(Browser::location(officer.send(id, "hand-over", {{"to", ""}})) == "/duty/" + id + "?done=returned");
    CHECK(world.stores.alarms.counts().open == 1);
    CHECK(world.stores.alarms.lease(world.seconds(), world.seconds() + 60, 10).size() == 1);
    CHECK(has(officer.get(id), "退回值班台，重新呼叫"));
}

TEST_CASE("a form of another site, without a token, or of another officer does nothing") {
    OnDuty desk;
    auto& [world, id, officer] = desk;
    Browser other{world};
    other.sign_in("he", "13900000202", id);
    for (const char* act : {"acknowledge", "answer", "hand-over", "close"}) {
        const Values form{{"text", "x"}, {"to", "he"}, {"outcome", "误报"}};
        CHECK(officer.post(id + "/" + act, form).status == 403);
        Values with = form;
        with.emplace_back("form", other.token(id));
        CHECK(officer.post(id + "/" + act, with).status == 403);
        for (const char* foreign : {"https://evil.example", "null", "http://police.example.cn"}) {
            with = form;
            with.emplace_back("form", officer.token(id));
            officer.from = foreign;
            CHECK(officer.post(id + "/" + act, with).status == 403);
            officer.from = origin;
        }
    }
    const db::AlarmState state = world.stores.alarms.find(id)->state;
    CHECK(state.acknowledged_at == 0);
    CHECK(state.closed_at == 0);
    // A session that was over keeps what was typed, and still no act.
    officer.cookies.clear();
    const HttpAnswer late = officer.post(id + "/answer", {{"form", "x"}, {"text", "马上到"}});
    CHECK(late.status == 403);
    CHECK(has(late, "马上到"));
    CHECK(has(late, "/duty/sign-in?alarm=" + id));
}

TEST_CASE(
    "answers go out in the order they were given, one that is sent twice once, and violence in another alarm of the caller's counts") {
    OnDuty desk;
    auto& [world, id, officer] = desk;
    for (const char* text : {"一", "二", "三"}) officer.send(id, "answer", {{"text", text}});
    const auto due = world.sql->query("SELECT due_at FROM outbox ORDER BY due_at");
    REQUIRE(due.size() == 3);
    CHECK(due[0].integer(0) < due[1].integer(0));
    CHECK(due[1].integer(0) < due[2].integer(0));
    const Values twice{{"text", "四"}, {"once", "0123456789abcdef01234567"}};
    officer.send(id, "answer", twice);
    officer.send(id, "answer", twice);
    CHECK(world.sql->query("SELECT 1 FROM outbox").size() == 4);
    const std::string other = world.cry("violence");
    CHECK(has(officer.get(id), "对方可安全接收"));
    CHECK(Browser::location(officer.send(id, "answer", {{"text", "五"}})) == "/duty/" + id + "?done=waits");
    officer.send(other, "close", {{"outcome", "误报"}, {"note", ""}});
    CHECK_FALSE(has(officer.get(id), "对方可安全接收"));
}

TEST_CASE("the second to take an alarm is told who has it, and a session does not live again when the role comes back") {
    OnDuty desk;
    auto& [world, id, li] = desk;
    Browser he{world};
    he.sign_in("he", "13900000202", id);
    const std::string form = he.token(id);
    li.send(id, "acknowledge", {});
    he.post(id + "/acknowledge", {{"form", form}});
    CHECK(has(he.get(id), "李警官 于"));
    CHECK_FALSE(has(he.get(id + "?done=acknowledged"), "已由您"));
    CHECK(he.send(id, "hand-over", {{"to", "he"}}).status == 422);
    const auto roles = std::exchange(world.config->operators[1].roles, {"auditor"});
    CHECK_FALSE(shows_person(he.get(id)));
    world.config->operators[1].roles = roles;
    CHECK_FALSE(shows_person(he.get(id)));
}
