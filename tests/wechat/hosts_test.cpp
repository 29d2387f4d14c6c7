// Which origin is tried first, and how long one that failed rests.
#include "wechat/hosts.h"

#include <doctest/doctest.h>

#include "fake_wechat.h"

using namespace std::chrono_literals;

namespace {

struct Three {
    fake::Time time{};
    wechat::Hosts hosts{{"https://a", "https://b", "https://c"}, time.clock().steady, {.first = 1s, .longest = 8s}};
    std::string order() {
        std::string letters;
        for (const std::string& origin : hosts.order()) letters += origin.back();
        return letters;
    }
};

}  // namespace

TEST_CASE("origins in health are tried as configured, the resting ones last, soonest back first") {
    Three three;
    CHECK(three.order() == "abc");
    three.hosts.failed("https://a");
    three.time.advance(1ms);
    three.hosts.failed("https://b");
    CHECK(three.order() == "cab");
    CHECK(three.hosts.resting() == 2);
}

TEST_CASE("after its rest one caller tries the nearest, and when it answers all come back") {
    Three three;
    three.hosts.failed("https://a");
    three.time.advance(1s);
    CHECK(three.order() == "abc");
    CHECK(three.order() == "bca");
    three.hosts.succeeded("https://a");
    CHECK(three.order() == "abc");
    CHECK(three.hosts.resting() == 0);
}

TEST_CASE("pauses double up to the longest, and begin anew after a success") {
    Three three;
    three.hosts.failed("https://a");
    for (const auto pause : {1s, 2s, 4s, 8s, 8s}) {
        CAPTURE(pause.count());
        three.time.advance(pause - 1ms);
        CHECK(three.order() == "bca");
        three.time.advance(1ms);
        CHECK(three.order() == "abc");
        three.hosts.failed("https://a");
    }
    three.hosts.succeeded("https://a");
    three.hosts.failed("https://a");
    three.time.advance(1s);
    CHECK(three.order() == "abc");
}

TEST_CASE("calls that fail together are one failure") {
    Three three;
    for (int i = 0; i < 50; ++i) three.hosts.failed("https://a");
    three.time.advance(1s);
    CHECK(three.order() == "abc");
}

TEST_CASE("a caller that went to see and never reports keeps nobody out for ever") {
    Three three;
    three.hosts.failed("https://a");
    three.time.advance(1s);
    CHECK(three.order() == "abc");
    three.time.advance(1s);
    CHECK(three.order() == "abc");
}

TEST_CASE("what is no origin is refused") {
    const auto now = [] { return wechat::Deadline(); };
    CHECK_THROWS_AS(wechat::Hosts({}, now), std::invalid_argument);
    for (const char* bad : {"", "api.weixin.qq.com", "https://", "ftp://a", "https://a/", "https://a?b", "https://u@a", "https://a b"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(wechat::Hosts({bad}, now), std::invalid_argument);
    }
    CHECK_NOTHROW(wechat::Hosts(wechat::wechat_origins(), now));
    CHECK_NOTHROW(wechat::Hosts({"http://127.0.0.1:8090"}, now));
}
