// Whom a push may come from: WeChat's list, fetched daily, and never a lock on the door for WeChat itself.
#include "gateway/jobs/wechat_addresses.h"

#include <doctest/doctest.h>

#include "gateway/http/server.h"
#include "job_world.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

struct World : job_tests::JobWorld {
    std::string list = R"({"ip_list":["101.226.103.0/25","203.0.113.7"]})";
    int asked = 0;
    WechatAddresses addresses{*kv, metrics, live(), client_of()};

    World()
        : JobWorld([this](const std::string&, const wechat::HttpRequest& request) -> wechat::HttpResponse {
              if (request.target.starts_with("/cgi-bin/stable_token")) return {200, {}, R"({"access_token":"T","expires_in":7200})"};
              ++asked;
              if (list == "cut") throw wechat::HttpError(wechat::HttpFailure::cut);
              return {200, {}, list};
          }) {
        config->callback_addresses = CallbackAddresses::enforce;
    }

    /// The next time it looks, WeChat answers this.
    void answers(const char* next) {
        list = next;
        now += 601s;
        addresses.look(now);
    }
};

RawRequest raw(const std::string& peer, const std::string& headers = "") {
    RawRequest request{
        .bytes = "POST /wechat/callback HTTP/1.1\r\nHost: a\r\n" + headers + "\r\nX-Real-IP: 9.9.9.9\r\n", .received = {}, .peer = peer};
    request.head = request.bytes.find("\r\n\r\n") + 4;
    return request;
}

}  // namespace

TEST_CASE("enforced: who is in the list comes in, others and nonsense do not, and that is counted") {
    World world;
    world.addresses.look(world.now);
    for (const char* good : {"101.226.103.1", "203.0.113.7", "::ffff:203.0.113.7"}) CHECK(world.addresses.admits(good));
    for (const char* bad : {"101.226.104.1", "203.0.113.8", "127.0.0.1", "unknown"}) CHECK_FALSE(world.addresses.admits(bad));
    CHECK(world.metrics.render().find(R"(gateway_denied_total{reason="address is not WeChat's"} 4)") != std::string::npos);
    world.config->callback_addresses = CallbackAddresses::log;
    CHECK(world.addresses.admits("198.51.100.1"));
    CHECK(world.metrics.render().find(R"(reason="address is not WeChat's, let in"} 1)") != std::string::npos);
    world.config->callback_addresses = CallbackAddresses::off;
    CHECK(world.addresses.admits("198.51.100.1"));
}

TEST_CASE("without a list, or without knowing who sent it, a push is let in") {
    World world;
    CHECK(world.addresses.admits("198.51.100.1"));
    for (const char* list : {R"({"ip_list":[]})", R"({"ip_list":["nonsense"]})", R"({"errcode":-1,"errmsg":"busy"})", "cut"}) {
        world.answers(list);
        CHECK(world.addresses.admits("198.51.100.1"));
    }
    world.answers(R"({"ip_list":["203.0.113.7"]})");
    CHECK_FALSE(world.addresses.admits("198.51.100.1"));
    CHECK(world.addresses.admits(""));
}

TEST_CASE("the list is asked for once a day, outlives a restart, and stays while WeChat does not answer") {
    World world;
    for (const auto end = world.now + 23h; world.now < end; world.now += 300s) world.addresses.look(world.now);
    CHECK(world.asked == 1);
    WechatAddresses restarted(*world.kv, world.metrics, world.live(), world.client_of());
    restarted.look(world.now);
    CHECK(world.asked == 1);
    CHECK(restarted.admits("203.0.113.7"));
    CHECK_FALSE(restarted.admits("203.0.113.8"));

    world.list = "cut";
    for (const auto end = world.now + 3h; world.now < end; world.now += 300s) world.addresses.look(world.now);
    CHECK(world.asked > 3);
    CHECK_FALSE(world.addresses.admits("203.0.113.8"));
    world.answers(R"({"ip_list":["203.0.113.8"]})");
    CHECK(world.addresses.admits("203.0.113.8"));
    CHECK_FALSE(world.addresses.admits("203.0.113.7"));
}

TEST_CASE("X-Real-IP is believed of a proxy of ours, once, and of nobody else") {
    const wechat::AddressBlocks proxies({"127.0.0.0/8", "::1", "10.1.2.0/24"});
    CHECK(sender_of(raw("127.0.0.1", "X-Real-IP: 203.0.113.7\r\n"), proxies) == "203.0.113.7");
    CHECK(sender_of(raw("10.1.2.9", "x-real-ip:203.0.113.7 \r\n"), proxies) == "203.0.113.7");
    CHECK(sender_of(raw("::1", "X-Real-IP: 2001:db8::1\r\n"), proxies) == "2001:db8::1");
    CHECK(sender_of(raw("198.51.100.1", "X-Real-IP: 203.0.113.7\r\n"), proxies) == "198.51.100.1");
    CHECK(sender_of(raw("127.0.0.1", "X-Real-IP: 203.0.113.7\r\nX-Real-IP: 198.51.100.1\r\n"), proxies).empty());
    CHECK(sender_of(raw("127.0.0.1"), proxies).empty());
    CHECK(sender_of(raw("127.0.0.1", "X-Real-IP-2: 203.0.113.7\r\n"), proxies).empty());
}
