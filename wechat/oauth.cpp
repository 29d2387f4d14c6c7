#include "wechat/oauth.h"

#include <algorithm>

namespace wechat::oauth {
namespace {

Grant read_grant(const Json& answer) {
    if (answer.integer("is_snapshotuser") == 1) throw SnapshotUser();
    Grant grant{.openid = answer.text("openid"),
                .unionid = answer.text("unionid"),
                .access_token = answer.text("access_token"),
                .refresh_token = answer.text("refresh_token"),
                .scope = answer.text("scope"),
                .life = std::chrono::seconds(answer.integer("expires_in"))};
    if (grant.openid.empty() || grant.access_token.empty()) throw BadAnswer("no openid in the answer");
    return grant;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

std::string authorize_url(const std::string& app_id, const std::string& redirect, Scope scope, const std::string& state,
                          const std::string& origin) {
    if (state.size() > 128) throw OutOfLimits("state", "at most 128 bytes, not " + std::to_string(state.size()));
    if (!std::ranges::all_of(state, is_alphanumeric)) throw OutOfLimits("state", "letters and digits only");
    if (!redirect.starts_with("https://") && !redirect.starts_with("http://"))
        throw OutOfLimits("redirect_uri", "must begin with http:// or https://");
    return origin + "/connect/oauth2/authorize?" +
           query_string({{"appid", app_id},
                         {"redirect_uri", redirect},
                         {"response_type", "code"},
                         {"scope", scope == Scope::base ? "snsapi_base" : "snsapi_userinfo"},
                         {"state", state}}) +
           "#wechat_redirect";
}

Grant exchange(const Api& api, const AppSecret& account, const std::string& code, Deadline deadline) {
    return read_grant(
        api.call({.path = "/sns/oauth2/access_token",
                  .query = {{"appid", account.app_id}, {"secret", account.secret}, {"code", code}, {"grant_type", "authorization_code"}},
                  .repeat = Repeat::never,
                  .secrets = {account.secret, code}},
                 deadline));
}

Grant refresh(const Api& api, const std::string& app_id, const std::string& refresh_token, Deadline deadline) {
    return read_grant(api.call({.path = "/sns/oauth2/refresh_token",
                                .query = {{"appid", app_id}, {"grant_type", "refresh_token"}, {"refresh_token", refresh_token}},
                                .secrets = {refresh_token}},
                               deadline));
}

bool valid(const Api& api, const Grant& grant, Deadline deadline) {
    try {
        api.call({.path = "/sns/auth", .query = {{"access_token", grant.access_token}, {"openid", grant.openid}}}, deadline);
        return true;
    } catch (const ApiError& error) {
        if (is_token_error(error.code()) || error.code() == Errc::bad_openid) return false;
        throw;
    }
}

User user(const Api& api, const Grant& grant, Deadline deadline) {
    const Json answer = api.call(
        {.path = "/sns/userinfo", .query = {{"access_token", grant.access_token}, {"openid", grant.openid}, {"lang", "zh_CN"}}}, deadline);
    if (answer.integer("is_snapshotuser") == 1) throw SnapshotUser();
    return {.openid = answer.text("openid"),
            .unionid = answer.text("unionid"),
            .nickname = answer.text("nickname"),
            .avatar_url = answer.text("headimgurl")};
}

}  // namespace wechat::oauth
