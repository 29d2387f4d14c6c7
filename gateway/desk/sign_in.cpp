#include "gateway/desk/sign_in.h"

#include <algorithm>

#include "db/digits.h"
#include "db/stores/alarms.h"
#include "gateway/desk/html.h"
#include "gateway/http/endpoint.h"
#include "gateway/jobs/duty.h"
#include "gateway/log.h"
#include "wechat/bytes.h"
#include "wechat/utf8.h"

namespace gateway::desk {
namespace {

constexpr int code_digits = 6;
constexpr std::int64_t most_codes = 20;         // to one officer, each quarter of an hour
constexpr std::int64_t most_from_one = 5;       // likewise, that one address asks for: a stranger must not use up an officer's
constexpr std::int64_t most_from_address = 30;  // ways in asked for, likewise
constexpr std::int64_t most_failures = 10;      // wrong codes from one address, likewise

// __Host-: of this host alone, over TLS alone, for the whole of it.
constexpr std::string_view session_cookie = "__Host-desk", way_in_cookie = "__Host-desk-way";

std::pair<std::string, std::string> cookie(std::string_view name, const std::string& value, std::int64_t seconds) {
    return {"Set-Cookie",
            std::string(name) + "=" + value + "; Max-Age=" + std::to_string(seconds) + "; Path=/; Secure; HttpOnly; SameSite=Strict"};
}

/// The alarm somebody came for; "" when they did not, or for something else.
std::string alarm_in(const Values& values) {
    const std::string number = values.one("alarm").value_or("");
    return db::is_alarm_number(number) ? number : "";
}

std::string with_alarm(const std::string& path, const std::string& alarm, const std::string& also = "") {
    std::string query = alarm.empty() ? "" : "alarm=" + alarm;
    if (!also.empty()) query += (query.empty() ? "" : "&") + also;
    return duty_prefix + path + (query.empty() ? "" : "?" + query);
}

HttpAnswer too_often() {
    return page(429, {.title = "尝试次数太多",
                      .text = "请过15分钟再试。急需查看警情，请用个人令牌运行 police-gateway alarms sign-in。",
                      .onward = with_alarm("sign-in", ""),
                      .onward_text = "回到登录"});
}

HttpAnswer foreign() {
    return page(403, {.title = "请重新打开页面",
                      .text = "这个请求不是从值班台的页面发出的，没有执行。",
                      .onward = duty_prefix,
                      .onward_text = "打开值班台"});
}

}  // namespace

std::string Officer::form_token() const { return wechat::hex_encode(wechat::hmac_sha256(secret, "form")); }
std::string Officer::audited_as() const { return "duty_desk/" + who.id; }

const Operator* SignIn::on_duty(const Config& config, const std::string& id) const {
    const Operator* found = operator_named(config.operators, id);
    return found != nullptr && found->has("duty") ? found : nullptr;
}

std::optional<Officer> SignIn::officer(const PageRequest& request, services::Instant now) const {
    const auto held = request.cookie(session_cookie);
    if (!held) return std::nullopt;
    const std::string secret(*held);
    std::optional<db::DeskSession> session;
    try {
        session = stores_.desk_sessions.find(secret, services::unix_time(now));
    } catch (const db::VaultError&) {
        return std::nullopt;  // somebody changed the row: nobody is signed in by it
    }
    const auto live = live_();
    const Operator* who = session ? on_duty(*live->config, session->officer) : nullptr;
    if (who == nullptr) {
        if (session) stores_.desk_sessions.end(secret);  // and does not live again when the role comes back
        return std::nullopt;
    }
    return Officer{.who = *who, .secret = secret, .session = *session};
}

bool SignIn::is_ours(const PageRequest& request) const {
    const auto origin = request.header("Origin");
    return !origin || *origin == url_from(live_()->config->public_url).origin;
}

bool SignIn::is_theirs(const PageRequest& request, const Officer& officer) const {
    return is_ours(request) && wechat::equal_constant_time(request.form.one("form").value_or(""), officer.form_token());
}

HttpAnswer SignIn::answer(const PageRequest& request, services::Instant now) {
    const std::string& path = request.path;
    if (!request.is_get && !is_ours(request)) return foreign();
    const std::string alarm = alarm_in(request.query);
    if (path == "sign-in") {
        if (!request.is_get) return send_code(request, now);
        return page(200, Template::sign_in, Shown().put("title", "值班民警登录").put("alarm", alarm));
    }
    if (path == "sign-in/code") {
        if (!request.is_get) return take_code(request, now);
        const bool was_wrong = request.query.one("wrong").has_value();
        return page(200, Template::code,
                    Shown()
                        .put("title", "输入验证码")
                        .put("alarm", alarm)
                        .put("error", was_wrong ? "验证码不对或已过期，请核对后再试，或重新获取。" : "")
                        .put("minutes", std::to_string(db::DeskSessions::way_in_life / 60)));
    }
    if (path == "sign-in/link") {
        if (!request.is_get) return take_link(request, now);
        return page(200, Template::link, Shown().put("title", "值班民警登录").put("key", request.query.one("key").value_or("")));
    }
    if (path == "sign-out" && !request.is_get) return end(request, now);
    return {404, ""};
}

HttpAnswer SignIn::send_code(const PageRequest& request, services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    const auto live = live_();
    const Operator* who = on_duty(*live->config, request.form.one("officer").value_or(""));
    const bool can_be_told = who != nullptr && !who->mobile.empty();
    const std::string officer = can_be_told ? who->id : "";
    const auto recent = stores_.desk_sessions.recent(officer, request.sender, at);
    if (recent.of_address >= most_from_address || recent.failures >= most_failures) return too_often();
    const bool is_sent = can_be_told && recent.of_officer < most_codes && recent.of_both < most_from_one;
    const std::string code = db::random_digits(code_digits);
    std::string secret;
    stores_.sql.transaction([&](db::Transaction& transaction) {
        secret = stores_.desk_sessions.offer(transaction, {.officer = is_sent ? officer : "", .code = code, .address = request.sender}, at);
    });
    if (is_sent) {
        senders_.post([this, mobile = who->mobile, code] {
            const bool is_taken = send_sms_(mobile, "【广州公安】值班台登录验证码" + code + "，10分钟内有效。不是您本人操作请告诉管理员。");
            if (!is_taken) log::error("code for the duty desk not accepted", {});
        });
    }
    HttpAnswer onward = see_other(with_alarm("sign-in/code", alarm_in(request.form)));
    onward.headers.push_back(cookie(way_in_cookie, secret, db::DeskSessions::way_in_life));
    return onward;
}

HttpAnswer SignIn::take_code(const PageRequest& request, services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    if (stores_.desk_sessions.recent("", request.sender, at).failures >= most_failures) return too_often();
    const std::string secret(request.cookie(way_in_cookie).value_or(""));
    const std::string alarm = alarm_in(request.form);
    const std::string code(wechat::trimmed(request.form.one("code").value_or("")));
    // A link is taken on a page of its own: here it must not pass for a code that is empty.
    const auto officer = code.empty() ? std::nullopt : stores_.desk_sessions.take(secret, code, at);
    if (!officer) {
        log::warn("wrong code at the duty desk", {{"from", request.sender}});
        return see_other(with_alarm("sign-in/code", alarm, "wrong=1"));
    }
    return begin(*officer, "by a code", alarm, now);
}

HttpAnswer SignIn::take_link(const PageRequest& request, services::Instant now) {
    const auto officer = stores_.desk_sessions.take(request.form.one("key").value_or(""), "", services::unix_time(now));
    if (officer) return begin(*officer, "by a link", "", now);
    return page(410, {.title = "链接已失效",
                      .text = "登录链接只能用一次，10分钟内有效。请重新运行 police-gateway alarms sign-in。",
                      .onward = with_alarm("sign-in", ""),
                      .onward_text = "用短信验证码登录"});
}

HttpAnswer SignIn::begin(const std::string& officer, const std::string& how, const std::string& alarm, services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    std::string secret;
    stores_.sql.transaction([&](db::Transaction& transaction) {
        stores_.audit.append(transaction, {.at = at, .who = "duty_desk", .action = "desk sign-in", .about = officer, .detail = how});
        secret = stores_.desk_sessions.begin(transaction, officer, at);
    });
    log::info("signed in at the duty desk", {{"officer", officer}, {"how", how}});
    HttpAnswer onward = see_other(duty_prefix + alarm);
    onward.headers.push_back(cookie(session_cookie, secret, db::DeskSessions::life));
    onward.headers.push_back(cookie(way_in_cookie, "", 0));
    return onward;
}

HttpAnswer SignIn::end(const PageRequest& request, services::Instant now) {
    const auto officer = this->officer(request, now);
    if (officer && !is_theirs(request, *officer)) return foreign();
    if (officer) stores_.desk_sessions.end(officer->secret);
    HttpAnswer onward = see_other(with_alarm("sign-in", ""));
    onward.headers.push_back(cookie(session_cookie, "", 0));
    return onward;
}

std::string SignIn::link_for(db::Stores& stores, const Config& config, const std::string& officer, services::Instant now) {
    std::string secret;
    stores.sql.transaction([&](db::Transaction& transaction) {
        secret = stores.desk_sessions.offer(transaction, {.officer = officer}, services::unix_time(now));
    });
    return config.public_url + duty_prefix + "sign-in/link?key=" + secret;
}

}  // namespace gateway::desk
