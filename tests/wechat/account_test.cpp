// The small families: QR codes, users, callback addresses, the callback check, quotas.
#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "refused.h"
#include "wechat/callback_check.h"
#include "wechat/callback_ips.h"
#include "wechat/qr.h"
#include "wechat/quota.h"
#include "wechat/users.h"

using namespace wechat;
using namespace std::chrono_literals;

TEST_CASE("QR codes of all four kinds") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer("/cgi-bin/qrcode/create", R"({"ticket":"gQ==","expire_seconds":60,"url":"http://weixin.qq.com/q/k"})");
    const qr::Code code = qr::create(client, std::int64_t{123}, 60s, account.soon());
    CHECK(code.ticket == "gQ==");
    CHECK(code.url == "http://weixin.qq.com/q/k");
    CHECK(code.life == 60s);
    CHECK_FALSE(qr::create(client, std::int64_t{100'000}, std::nullopt, account.soon()).life);
    qr::create(client, "窗口3", 2'592'000s, account.soon());
    qr::create(client, std::string(64, 'x'), std::nullopt, account.soon());
    const auto seen = account.wechat.seen("/cgi-bin/qrcode/create");
    CHECK(seen[0].body == R"({"expire_seconds":60,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":123}}})");
    CHECK(seen[1].body == R"({"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":100000}}})");
    CHECK(seen[2].body == R"({"expire_seconds":2592000,"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"窗口3"}}})");
    CHECK(seen[3].body.find("QR_LIMIT_STR_SCENE") != std::string::npos);
    CHECK(qr::picture_url("gQ+/=") == "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQ%2B%2F%3D");
}

TEST_CASE("QR codes: limits") {
    fake::Account account;
    const Client client = account.client();
    const auto refused = [&](const qr::Scene& scene, std::optional<std::chrono::seconds> life) -> std::string {
        try {
            return field_refused([&] { qr::create(client, scene, life, account.soon()); });
        } catch (const BadAnswer&) {
            return "";  // it was sent
        }
    };
    CHECK(refused(std::int64_t{1}, 0s) == "expire_seconds");
    CHECK(refused(std::int64_t{1}, 2'592'001s) == "expire_seconds");
    CHECK(refused(std::int64_t{0}, 60s) == "scene_id");
    CHECK(refused(std::int64_t{100'001}, std::nullopt) == "scene_id");
    CHECK(refused(std::int64_t{100'001}, 60s).empty());
    CHECK(refused("", 60s) == "scene_str");
    CHECK(refused(std::string(65, 'x'), 60s) == "scene_str");
}

TEST_CASE("a follower") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/user/info",
                          R"({"subscribe":1,"openid":"o1","subscribe_time":1382694957,"unionid":"u1","remark":"r","tagid_list":[128,2],)"
                          R"("subscribe_scene":"ADD_SCENE_QR_CODE","qr_scene":98765,"qr_scene_str":""})");
    const users::User user = users::info(account.client(), "o1", account.soon());
    CHECK(user.subscribed);
    CHECK(user.tags == std::vector<std::int64_t>{128, 2});
    CHECK(user.qr_scene == "98765");
    CHECK(user.subscribed_at == 1382694957);
    account.wechat.answer("/cgi-bin/user/info", R"({"subscribe":0,"openid":"o1"})");
    CHECK_FALSE(users::info(account.client(), "o1", account.soon()).subscribed);
}

TEST_CASE("callback addresses") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/getcallbackip", R"({"ip_list":["127.0.0.1","101.226.103.0/25"]})");
    CHECK(callback_ips(account.client(), account.soon()) == std::vector<std::string>{"127.0.0.1", "101.226.103.0/25"});
    account.wechat.answer("/cgi-bin/get_api_domain_ip", R"({"ip_list":["1.2.3.4"]})");
    CHECK(api_domain_ips(account.client(), account.soon()) == std::vector<std::string>{"1.2.3.4"});
}

TEST_CASE("an address is in a block or not") {
    const AddressBlocks blocks(
        {"127.0.0.1", "101.226.103.0/25", "10.0.0.0/31", "240e:ff::/33", "", "x", "1.2.3.4/33", "1.2.3.4/", "1.2.3/8", "::/129"});
    CHECK(blocks.size() == 4);
    CHECK(blocks.ignored() == 6);
    for (const char* in :
         {"127.0.0.1", "101.226.103.0", "101.226.103.127", "10.0.0.1", "::ffff:101.226.103.5", "240e:ff::1", "240e:ff:7fff::"}) {
        CAPTURE(in);
        CHECK(blocks.contains(in));
    }
    for (const char* out : {"127.0.0.2", "101.226.103.128", "101.226.102.255", "10.0.0.2", "240e:ff:8000::", "240e:fe::", "", "x",
                            "101.226.103.0/25", "::1"}) {
        CAPTURE(out);
        CHECK_FALSE(blocks.contains(out));
    }
    CHECK(AddressBlocks({"0.0.0.0/0"}).contains("8.8.8.8"));
    CHECK_FALSE(AddressBlocks({"0.0.0.0/0"}).contains("240e::1"));
    CHECK_FALSE(AddressBlocks({}).contains("8.8.8.8"));
}

TEST_CASE("the callback check") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/callback/check",
                          R"({"dns":[{"ip":"111.161.64.40","real_operator":"UNICOM"}],)"
                          R"("ping":[{"ip":"111.161.64.40","from_operator":"UNICOM","package_loss":"0%","time":"23.079ms"}]})");
    const auto result = callback_check::run(account.client(), callback_check::Action::all, callback_check::Operator::any, account.soon());
    CHECK(result.dns[0].real_operator == "UNICOM");
    CHECK(result.ping[0].package_loss == "0%");
    CHECK(account.wechat.seen("/cgi-bin/callback/check")[0].body == R"({"action":"all","check_operator":"DEFAULT"})");
}

TEST_CASE("quotas") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer("/cgi-bin/openapi/quota/get", R"({"errcode":0,"quota":{"daily_limit":500000,"used":3,"remain":499997}})");
    CHECK(quota::get(client, "/cgi-bin/message/custom/send", account.soon()).remain == 499997);
    CHECK(account.wechat.seen("/cgi-bin/openapi/quota/get")[0].body == R"({"cgi_path":"/cgi-bin/message/custom/send"})");
    quota::clear(client, "wx0", account.soon());
    CHECK(account.wechat.seen("/cgi-bin/clear_quota")[0].body == R"({"appid":"wx0"})");
    account.wechat.answer(
        "/cgi-bin/openapi/rid/get",
        R"({"errcode":0,"request":{"invoke_time":1635156704,"cost_in_ms":30,"request_url":"access_token=50_I","client_ip":"1.2.3.4"}})");
    const auto request = quota::explain(client, "61725984-6126f6f9-040f19c4", account.soon());
    CHECK(request.invoked_at == 1635156704);
    CHECK(request.client_ip == "1.2.3.4");
}

TEST_CASE("quotas are cleared by the secret without a token, and the secret is not repeated") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/clear_quota/v2", R"({"errcode":48006,"errmsg":"forbid to clear quota, the-secret"})");
    try {
        quota::clear_by_secret(account.api(), {"wx0", "the-secret"}, account.soon());
        FAIL("no error");
    } catch (const ApiError& error) {
        CHECK(error.code() == Errc::clears_used_up);
        CHECK(std::string(error.what()).find("the-secret") == std::string::npos);
    }
    const auto seen = account.wechat.seen("/cgi-bin/clear_quota/v2");
    CHECK(seen[0].body == R"({"appid":"wx0","appsecret":"the-secret"})");
    CHECK_FALSE(seen[0].query.contains("access_token"));
    CHECK(account.wechat.count("/cgi-bin/stable_token") == 0);
}
