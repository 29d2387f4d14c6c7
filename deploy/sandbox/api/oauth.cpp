#include "api/oauth.h"

#include <httplib.h>

#include <regex>

#include "api/handlers.h"
#include "envelope.h"

namespace sandbox {
namespace {

constexpr std::size_t most = 1000;

Grant& keep(std::map<std::string, Grant>& grants, const std::string& key, const Grant& grant) {
    if (grants.size() >= most) grants.erase(grants.begin());
    return grants[key] = grant;
}

void check_credentials(const Call& call) {
    require(!call.query("appid").empty(), 41002);
    require(call.query("appid") == call.world.account.app_id, 40013);
}

// The page's own resident; without a telephone, the first one.
std::string resident_of(const Call& call) {
    static const std::regex cookie(R"((?:^|;\s*)resident=([\w-]{1,64}))");
    const auto cookies = call.header("Cookie");
    std::smatch found;
    return std::regex_search(cookies, found, cookie) ? found[1].str() : "oSandboxResident0000000000001";
}

Answer page(const std::string& title, const std::string& body) {
    return {"<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
                title +
                "</title><link rel=\"icon\" href=\"/shield.svg\"><link rel=\"stylesheet\" href=\"/consent.css\"><main class=\"consent\">" +
                body + "</main></html>",
            "text/html; charset=utf-8"};
}

Answer broken(const std::string& why) { return page("网页授权", "<h1>无法打开页面</h1><p>" + why + "</p>"); }

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

Answer back_to(const Call& call, const std::string& scope, bool agreed) {
    auto target = call.query("redirect_uri");
    target += target.find('?') == std::string::npos ? "?" : "&";
    const auto state = httplib::detail::encode_query_param(call.query("state"));
    if (agreed) {
        const auto openid = resident_of(call);
        static_cast<void>(call.state.residents.meet(openid));
        const auto code = random_text(32);
        auto& grants = call.state.grants;
        keep(grants.codes, code, {openid, scope, call.now + 5 * minute, false, grants.snapshots && scope == "snsapi_userinfo"});
        target += "code=" + code + "&";
    }
    return {"", "text/plain", {}, target + "state=" + state, 302};
}

Answer handed(Call& call, const Grant& grant) {
    const auto access = "78_" + random_text(86);
    const auto refresh = "79_" + random_text(86);
    Grant kept = grant;
    kept.until = call.now + 2 * hour;
    keep(call.state.grants.tokens, access, kept);
    kept.until = call.now + 30 * day;
    keep(call.state.grants.refresh_tokens, refresh, kept);
    return found([&](JsonWriter& out) {
        put(out, "access_token", access);
        put(out, "expires_in", 7200);
        put(out, "refresh_token", refresh);
        put(out, "openid", grant.openid);
        put(out, "scope", grant.scope);
        if (grant.snapshot) put(out, "is_snapshotuser", 1);
    });
}

const Grant& opened(const Call& call) {
    const auto token = call.query("access_token");
    require(!token.empty(), 41001);
    const auto it = call.state.grants.tokens.find(token);
    require(it != call.state.grants.tokens.end(), 40001);
    require(call.now < it->second.until, 42001);
    require(call.query("openid") == it->second.openid, 40003);
    return it->second;
}

}  // namespace

// The order of the parameters is part of the interface: WeChat matches the link by a pattern.
Answer authorize(Call& call) {
    static const std::regex form(
        R"(/connect/oauth2/authorize\?appid=[^&]+&redirect_uri=[^&]+&response_type=code&scope=[^&]+(&state=[^&]*)?(&.*)?)");
    if (!std::regex_match(call.http.target, form)) return broken("链接参数缺失或顺序错误");
    if (call.query("appid") != call.world.account.app_id) return broken("AppID 参数错误");
    const auto target = call.query("redirect_uri");
    if (target.rfind("http://", 0) != 0 && target.rfind("https://", 0) != 0) return broken("redirect_uri 参数错误");
    if (call.query("state").size() > 128) return broken("state 参数过长");
    const auto scope = call.query("scope");
    if (scope == "snsapi_base") return back_to(call, scope, true);
    if (scope != "snsapi_userinfo") return broken("Scope 参数错误或没有 Scope 权限");
    const auto link = "/connect/oauth2/confirm?" + call.http.target.substr(call.http.target.find('?') + 1);
    return page("网页授权", "<img src=\"/shield.svg\" alt=\"\"><h1>" + escaped(call.world.account.name) +
                                "</h1><p>申请获取你的昵称、头像</p><p class=\"to\">" + escaped(target) + "</p><a class=\"allow\" href=\"" +
                                escaped(link) + "&amp;agree=1\">允许</a><a class=\"deny\" href=\"" + escaped(link) + "\">拒绝</a>");
}

Answer confirm_authorization(Call& call) {
    if (call.query("appid") != call.world.account.app_id || call.query("redirect_uri").rfind("http", 0) != 0) return broken("参数错误");
    return back_to(call, "snsapi_userinfo", call.query("agree") == "1");
}

Answer exchange_code(Call& call) {
    check_credentials(call);
    require(!call.query("secret").empty(), 41004);
    require(call.query("secret") == call.world.account.app_secret, 40125);
    require(call.query("grant_type") == "authorization_code", 40002);
    const auto code = call.query("code");
    require(!code.empty(), 41008);
    const auto it = call.state.grants.codes.find(code);
    require(it != call.state.grants.codes.end(), 40029);
    require(!it->second.used, 40163);
    // Past its five minutes a code is as good as none.
    require(call.now < it->second.until, 40029);
    it->second.used = true;
    return handed(call, it->second);
}

Answer refresh_grant(Call& call) {
    check_credentials(call);
    require(call.query("grant_type") == "refresh_token", 40002);
    const auto it = call.state.grants.refresh_tokens.find(call.query("refresh_token"));
    require(it != call.state.grants.refresh_tokens.end(), 40030);
    require(call.now < it->second.until, 42003);
    return handed(call, it->second);
}

Answer granted_user(Call& call) {
    const auto& grant = opened(call);
    require(grant.scope == "snsapi_userinfo", 48001);
    return found([&](JsonWriter& out) {
        put(out, "openid", grant.openid);
        put(out, "nickname", "微信用户");
        put(out, "sex", 0);
        put(out, "province", "");
        put(out, "city", "");
        put(out, "country", "");
        put(out, "headimgurl", "");
        out.Key("privilege");
        out.StartArray();
        out.EndArray();
    });
}

Answer check_grant(Call& call) {
    static_cast<void>(opened(call));
    return done();
}

}  // namespace sandbox
