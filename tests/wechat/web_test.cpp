// What pages need: OAuth and the JS-SDK.
#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "refused.h"
#include "vectors.h"
#include "wechat/js_sdk.h"
#include "wechat/oauth.h"

using namespace wechat;
using namespace std::chrono_literals;

namespace {

const AppSecret app{"wx0", "the-secret"};
constexpr const char* code_path = "/sns/oauth2/access_token";

std::string refused(const std::string& redirect, const std::string& state) {
    return field_refused([&] { oauth::authorize_url("wx0", redirect, oauth::Scope::base, state); });
}

}  // namespace

TEST_CASE("the authorize address has its parameters in the documented order") {
    CHECK(oauth::authorize_url("wx0", "https://gaj.example.cn/p?a=1&b=2#x", oauth::Scope::base, "s1") ==
          "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0&redirect_uri=https%3A%2F%2Fgaj.example.cn%2Fp%3Fa%3D1%26b%3D2%23x"
          "&response_type=code&scope=snsapi_base&state=s1#wechat_redirect");
    CHECK(
        oauth::authorize_url("wx0", "https://x", oauth::Scope::userinfo, "", "http://127.0.0.1:1") ==
        "http://127.0.0.1:1/connect/oauth2/authorize?appid=wx0&redirect_uri=https%3A%2F%2Fx&response_type=code&scope=snsapi_userinfo&state="
        "#wechat_redirect");
    CHECK(refused("https://x", std::string(128, 's')).empty());
    CHECK(refused("https://x", std::string(129, 's')) == "state");
    CHECK(refused("https://x", "a&b") == "state");
    CHECK(refused("javascript:x", "s") == "redirect_uri");
}

TEST_CASE("a code is exchanged once") {
    fake::Account account;
    account.wechat.answer(
        code_path, R"({"access_token":"A","expires_in":7200,"refresh_token":"R","openid":"o1","scope":"snsapi_base","unionid":"u1"})");
    const oauth::Grant grant = oauth::exchange(account.api(), app, "CODE", account.soon());
    CHECK(grant.openid == "o1");
    CHECK(grant.unionid == "u1");
    CHECK(grant.access_token == "A");
    CHECK(grant.refresh_token == "R");
    CHECK(grant.life == 7200s);
    const auto query = account.wechat.seen(code_path)[0].query;
    CHECK(query.at("appid") == "wx0");
    CHECK(query.at("secret") == "the-secret");
    CHECK(query.at("code") == "CODE");
    CHECK(query.at("grant_type") == "authorization_code");
    CHECK_FALSE(query.contains("access_token"));

    account.wechat.once(code_path, [](const fake::Seen&) -> HttpResponse { throw HttpError(HttpFailure::timeout); });
    CHECK_THROWS_AS(oauth::exchange(account.api(), app, "CODE", account.soon()), MaybeSent);
    CHECK(account.wechat.count(code_path) == 2);
    account.wechat.answer(code_path, R"({"errcode":40163,"errmsg":"code been used: CODE"})");
    try {
        oauth::exchange(account.api(), app, "CODE", account.soon());
        FAIL("no error");
    } catch (const ApiError& error) {
        CHECK(error.code() == Errc::code_used);
        CHECK(error.message() == "code been used: ***");
    }
}

TEST_CASE("a snapshot page's virtual account is nobody") {
    fake::Account account;
    account.wechat.answer(code_path, R"({"access_token":"A","expires_in":7200,"openid":"o1","is_snapshotuser":1})");
    CHECK_THROWS_AS(oauth::exchange(account.api(), app, "CODE", account.soon()), oauth::SnapshotUser);
    account.wechat.answer("/sns/userinfo", R"({"openid":"o1","nickname":"n","is_snapshotuser":1})");
    CHECK_THROWS_AS(oauth::user(account.api(), {.openid = "o1", .access_token = "A"}, account.soon()), oauth::SnapshotUser);
    account.wechat.answer(code_path, R"({"expires_in":7200})");
    CHECK_THROWS_AS(oauth::exchange(account.api(), app, "CODE", account.soon()), BadAnswer);
}

TEST_CASE("a grant is refreshed, checked and used") {
    fake::Account account;
    account.wechat.answer("/sns/oauth2/refresh_token",
                          R"({"access_token":"A2","expires_in":7200,"refresh_token":"R","openid":"o1","scope":"s"})");
    const oauth::Grant grant = oauth::refresh(account.api(), "wx0", "R", account.soon());
    CHECK(grant.access_token == "A2");
    CHECK(account.wechat.seen("/sns/oauth2/refresh_token")[0].query.at("grant_type") == "refresh_token");
    CHECK(oauth::valid(account.api(), grant, account.soon()));
    account.wechat.answer("/sns/auth", R"({"errcode":40001,"errmsg":"invalid credential"})");
    CHECK_FALSE(oauth::valid(account.api(), grant, account.soon()));
    account.wechat.answer("/sns/auth", R"({"errcode":45011,"errmsg":"too fast"})");
    CHECK_THROWS_AS(oauth::valid(account.api(), grant, account.soon()), ApiError);
    account.wechat.answer("/sns/userinfo", R"({"openid":"o1","nickname":"警","headimgurl":"https://h","unionid":"u1"})");
    const oauth::User user = oauth::user(account.api(), grant, account.soon());
    CHECK(user.nickname == "警");
    CHECK(user.avatar_url == "https://h");
    CHECK(account.wechat.seen("/sns/userinfo")[0].query.at("access_token") == "A2");
}

TEST_CASE("JS-SDK signatures equal the published ones, and what follows # does not count") {
    const auto file = vectors::json("signatures.json");
    if (file.IsNull()) return;
    for (const auto& entry : file["jssdk"].GetArray()) {
        for (const char* fragment : {"", "#", "#/page?x=1"}) {
            const auto signature = js_sdk::sign(vectors::member(entry, "jsapi_ticket"), vectors::member(entry, "url") + fragment,
                                                std::stoll(vectors::member(entry, "timestamp")), vectors::member(entry, "noncestr"));
            CHECK(signature.signature == vectors::member(entry, "signature"));
        }
    }
}

TEST_CASE("the jsapi ticket is kept centrally by the same means as the token") {
    fake::Account account;
    fake::Store store(account.time);
    account.wechat.answer("/cgi-bin/ticket/getticket", R"({"errcode":0,"errmsg":"ok","ticket":"T1","expires_in":7200})");
    const auto one = js_sdk::jsapi_ticket(account.client(), store.seam());
    const auto two = js_sdk::jsapi_ticket(account.client(), store.seam());
    CHECK(one->get(account.soon()) == "T1");
    CHECK(two->get(account.soon()) == "T1");
    CHECK(account.wechat.count("/cgi-bin/ticket/getticket") == 1);
    CHECK(account.wechat.seen("/cgi-bin/ticket/getticket")[0].query.at("type") == "jsapi");
    account.time.advance(7200s);
    CHECK(two->get(account.soon()) == "T1");
    CHECK(account.wechat.count("/cgi-bin/ticket/getticket") == 2);
}
