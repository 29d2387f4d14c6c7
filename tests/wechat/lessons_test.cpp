// What users of other libraries had to ask for, one thread a case: mistakes this code must be seen not to make.
#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "wechat/menu.h"
#include "wechat/subscriptions.h"

using namespace wechat;
using namespace std::chrono_literals;

namespace {

constexpr const char* stable = "/cgi-bin/stable_token";
constexpr const char* path = "/cgi-bin/get_current_selfmenu_info";

void call(const Client& client, const fake::Account& account) { client.get(path, {}, account.soon()); }

}  // namespace

TEST_CASE("binarywang/WxJava#369: the lock is shared by all instances, which do not refresh in a loop") {
    fake::Account account;
    const Client one = account.client();
    const Client two = account.client();
    for (int i = 0; i < 5; ++i) {
        call(one, account);
        call(two, account);
    }
    CHECK(account.wechat.count(stable) == 1);
    account.wechat.invalidate_token();
    for (int i = 0; i < 5; ++i) {
        call(one, account);
        call(two, account);
    }
    CHECK(account.wechat.count(stable) == 2);
    // While another instance holds the lock nobody asks WeChat, however long it takes.
    account.wechat.invalidate_token();
    account.store.lock_for_good();
    CHECK_THROWS_AS(call(one, account), TokenUnavailable);
    CHECK(account.wechat.count(stable) == 2);
}

TEST_CASE("binarywang/WxJava#1222: expiry is looked at again after the lock is taken") {
    fake::Account account;
    auto late = account.token();
    auto early = account.token();
    bool once = true;
    account.store.before_lock = [&] {
        if (std::exchange(once, false)) early->get(account.soon());
    };
    CHECK(late->get(account.soon()) == "token-1");
    CHECK(account.wechat.count(stable) == 1);
}

TEST_CASE("binarywang/WxJava#1300: a token just refreshed is not thrown away because the old one was refused") {
    fake::Account account;
    const Client slow = account.client();
    const Client fast = account.client();
    call(slow, account);
    account.wechat.invalidate_token();
    bool once = true;
    account.wechat.before = [&](const fake::Seen& seen) {
        if (seen.path == path && std::exchange(once, false)) call(fast, account);  // refreshes while the slow call is under way
    };
    call(slow, account);
    CHECK(account.wechat.count(stable) == 2);
    CHECK(account.wechat.seen(path).back().query.at("access_token") == account.wechat.token());
}

TEST_CASE("binarywang/WxJava#324: the old token stays until the new one is stored") {
    fake::Account account;
    const Client client = account.client();
    call(client, account);
    const std::string before = account.store.bytes();
    account.wechat.invalidate_token();
    std::string meanwhile;
    account.wechat.before = [&](const fake::Seen& seen) {
        if (seen.path == stable) meanwhile = account.store.bytes();
    };
    call(client, account);
    CHECK(meanwhile == before);
    CHECK(account.store.bytes() != before);
}

TEST_CASE("ArtisanCloud/PowerWeChat#189, zwczou/weixin-python#49: no \\uXXXX in the menu, & neither") {
    fake::Account account;
    menu::create(account.client(), {{.name = "办事👮", .type = menu::Type::view, .url = "https://x/?a=1&b=<2>"}}, account.soon());
    const std::string body = account.wechat.seen("/cgi-bin/menu/create")[0].body;
    CHECK(body.find('\\') == std::string::npos);
    CHECK(body.find("办事👮") != std::string::npos);
    CHECK(body.find("?a=1&b=<2>") != std::string::npos);
}

TEST_CASE("binarywang/WxJava#1983, silenceper/wechat#371, JeffreySu/WeiXinMPSDK#2899: 订阅通知 is there, with values its templates take") {
    fake::Account account;
    const std::string long_value = "请您于本月十五日之前携带身份证原件到窗口领取";
    subscriptions::send(account.client(), {.openid = "o1", .template_id = "t1", .values = {{"thing8", long_value}}}, account.soon());
    const std::string body = account.wechat.seen("/cgi-bin/message/subscribe/bizsend")[0].body;
    CHECK(body.find(R"("thing8":{"value":"请您于本月十五日之前携带身份证原件到窗…"})") != std::string::npos);
}

TEST_CASE("binarywang/WxJava#2477: a list of one may come as an object, and a number as text") {
    fake::Account account;
    account.wechat.answer("/wxaapi/newtmpl/getcategory", R"({"data":{"id":"616","name":"公安"}})");
    const auto one = subscriptions::categories(account.client(), account.soon());
    REQUIRE(one.size() == 1);
    CHECK(one[0].id == 616);
}

TEST_CASE(
    "silenceper/wechat#497, #736, w7corp/easywechat#1526, binarywang/WxJava#3694, #3695: hosts are settable and fail over by themselves") {
    fake::Account account;
    account.hosts = std::make_shared<Hosts>(std::vector<std::string>{"http://proxy.intranet:8080", "https://api2.weixin.qq.com"},
                                            account.time.clock().steady);
    account.wechat.fail("http://proxy.intranet:8080", HttpFailure::connect);
    const Client client = account.client();
    call(client, account);
    CHECK(account.wechat.seen(path).back().origin == "https://api2.weixin.qq.com");
    account.wechat.recover("http://proxy.intranet:8080");
    account.time.advance(3s);
    call(client, account);
    CHECK(account.wechat.seen(path).back().origin == "http://proxy.intranet:8080");
    const std::vector<std::string> documented = wechat_origins();
    CHECK(documented.front() == "https://api.weixin.qq.com");
    CHECK(documented.size() == 5);
}

TEST_CASE("binarywang/WxJava#3199, #439, overtrue/laravel-wechat#367: 40164 says which address to allow") {
    fake::Account account;
    account.wechat.once(stable, [](const fake::Seen&) {
        return fake::json(R"({"errcode":40164,"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 61-2"})");
    });
    try {
        call(account.client(), account);
        FAIL("no error");
    } catch (const ApiError& error) {
        CHECK(error.code() == Errc::ip_not_allowed);
        CHECK(error.address() == "203.0.113.7");
        CHECK(std::string(error.what()).find("203.0.113.7") != std::string::npos);
    }
    CHECK(ApiError(40164, "invalid ip 240e:ff::1, not in whitelist").address() == "240e:ff::1");
    CHECK(ApiError(40013, "invalid ip 1.2.3.4").address().empty());
}

TEST_CASE("binarywang/WxJava#3085, w7corp/easywechat#2711, ArtisanCloud/PowerWeChat#377: the token is a stable_token, in normal mode") {
    fake::Account account;
    call(account.client(), account);
    CHECK(account.wechat.count(stable) == 1);
    CHECK(account.wechat.count("/cgi-bin/token") == 0);
    CHECK(account.wechat.seen(stable)[0].body.find(R"("force_refresh":false)") != std::string::npos);
    CHECK(account.wechat.seen(stable)[0].query.empty());  // the secret is in no address
}
