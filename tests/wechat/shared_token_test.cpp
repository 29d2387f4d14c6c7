// The shared token: who refreshes, when, and what happens when two do. E-13 and E-14 are the experiments of that name.
#include "wechat/shared_token.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <latch>
#include <thread>

#include "fake_wechat.h"

using namespace std::chrono_literals;

namespace {

constexpr const char* stable = "/cgi-bin/stable_token";

// A token made by hand, for what WeChat's own answers cannot bring about.
struct ByHand {
    fake::Time time{};
    fake::Store store{time};
    int fetches = 0;
    std::vector<bool> forced{};
    std::function<wechat::SharedToken::Fetched(bool)> answer = [this](bool) {
        return wechat::SharedToken::Fetched{"value-" + std::to_string(fetches), 7200s};
    };
    wechat::SharedToken token() {
        const auto fetch = [this](bool force, wechat::Deadline) {
            ++fetches;
            forced.push_back(force);
            return answer(force);
        };
        return {store.seam(), fetch, time.clock(), wechat::SharedToken::Rules{.forces = true}};
    }
    wechat::Deadline soon() const { return time.in(5s); }
};

}  // namespace

TEST_CASE("a token is asked for once and then kept, also for a second process") {
    fake::Account account;
    CHECK(account.token()->get(account.soon()) == "token-1");
    CHECK(account.token()->get(account.soon()) == "token-1");
    CHECK(account.wechat.count(stable) == 1);
    CHECK(account.wechat.seen(stable)[0].method == "POST");
    CHECK(account.wechat.seen(stable)[0].body ==
          R"({"grant_type":"client_credential","appid":"wx0","secret":"the-secret","force_refresh":false})");
    CHECK_FALSE(account.store.is_locked());
}

TEST_CASE("a token is refreshed ahead of its expiry, and those who come meanwhile go on with the old one") {
    ByHand hand;
    auto token = hand.token();
    CHECK(token.get(hand.soon()) == "value-1");
    hand.time.advance(7200s - 241s);
    CHECK(token.get(hand.soon()) == "value-1");
    CHECK(hand.fetches == 1);
    hand.time.advance(2s);
    std::string meanwhile;
    hand.answer = [&](bool) {
        auto other = hand.token();
        meanwhile = other.get(hand.soon());
        return wechat::SharedToken::Fetched{"new", 7200s};
    };
    CHECK(token.get(hand.soon()) == "new");
    CHECK(meanwhile == "value-1");
    CHECK(hand.fetches == 2);
}

TEST_CASE("a refresh that fails ahead of expiry is no error, and is not tried with every call") {
    ByHand hand;
    auto token = hand.token();
    CHECK(token.get(hand.soon()) == "value-1");
    hand.time.advance(7000s);
    hand.answer = [](bool) -> wechat::SharedToken::Fetched { throw wechat::BadAnswer("no"); };
    for (int i = 0; i < 5; ++i) CHECK(token.get(hand.soon()) == "value-1");
    CHECK(hand.fetches == 2);
    hand.time.advance(1s);
    CHECK(token.get(hand.soon()) == "value-1");
    CHECK(hand.fetches == 3);
    hand.time.advance(200s);
    CHECK_THROWS_AS(token.get(hand.soon()), wechat::BadAnswer);
}

TEST_CASE("a wrong secret is asked about once a second, and the error keeps its code") {
    ByHand hand;
    auto token = hand.token();
    hand.answer = [](bool) -> wechat::SharedToken::Fetched { throw wechat::ApiError(40164, "invalid ip 203.0.113.7, not in whitelist"); };
    for (int i = 0; i < 5; ++i) {
        try {
            token.get(hand.soon());
            FAIL("no error");
        } catch (const wechat::ApiError& error) {
            CHECK(error.code() == wechat::Errc::ip_not_allowed);
            CHECK(error.address() == "203.0.113.7");
        }
    }
    CHECK(hand.fetches == 1);
}

TEST_CASE("whoever finds another refreshing waits for it, boundedly") {
    ByHand hand;
    auto token = hand.token();
    hand.store.lock_for_good();
    CHECK_THROWS_AS(token.get(hand.time.in(1s)), wechat::TokenUnavailable);
    CHECK(hand.fetches == 0);
    CHECK(hand.time.slept() >= 900ms);
    CHECK(hand.time.slept() <= 1000ms);
}

TEST_CASE("the right of a process that died runs out") {
    ByHand hand;
    auto token = hand.token();
    CHECK(hand.store.seam().lock(2s));
    CHECK(token.get(hand.time.in(4s)) == "value-1");
}

TEST_CASE("between the look and the lock another may have refreshed") {
    ByHand hand;
    auto token = hand.token();
    bool once = true;
    hand.store.before_lock = [&] {
        if (!std::exchange(once, false)) return;
        auto other = hand.token();
        CHECK(other.get(hand.soon()) == "value-1");
    };
    CHECK(token.get(hand.soon()) == "value-1");
    CHECK(hand.fetches == 1);
}

TEST_CASE("a refused token is compared with the stored one before anything is refreshed") {
    ByHand hand;
    auto token = hand.token();
    CHECK(token.get(hand.soon()) == "value-1");
    CHECK(token.replace("an older one", hand.soon()) == "value-1");
    CHECK(hand.fetches == 1);
    CHECK(token.replace("value-1", hand.soon()) == "value-2");
    CHECK(token.replace("value-1", hand.soon()) == "value-2");
    CHECK(hand.fetches == 2);
}

TEST_CASE("the old token stays stored until the new one is") {
    ByHand hand;
    auto token = hand.token();
    token.get(hand.soon());
    const std::string before = hand.store.bytes();
    hand.answer = [&](bool) -> wechat::SharedToken::Fetched {
        CHECK(hand.store.bytes() == before);
        throw wechat::BadAnswer("no");
    };
    CHECK_THROWS(token.replace("value-1", hand.soon()));
    CHECK(hand.store.bytes() == before);
    CHECK_FALSE(hand.store.is_locked());
}

TEST_CASE("a refresh is forced only when the normal one brings the refused token back, 30 s apart and 20 times a day") {
    ByHand hand;
    auto token = hand.token();
    int made = 1;
    hand.answer = [&](bool force) { return wechat::SharedToken::Fetched{"value-" + std::to_string(made += force), 7200s}; };
    std::string value = token.get(hand.soon());
    const auto refuse = [&] { value = token.replace(value, hand.soon()); };
    refuse();
    CHECK(value == "value-2");
    CHECK(hand.forced == std::vector<bool>{false, false, true});
    hand.time.advance(29s);
    CHECK_THROWS_AS(refuse(), wechat::TokenUnavailable);
    for (int i = 1; i < 20; ++i) {
        hand.time.advance(31s);
        refuse();
    }
    CHECK(value == "value-21");
    hand.time.advance(31s);
    CHECK_THROWS_AS(refuse(), wechat::TokenUnavailable);
    CHECK(std::ranges::count(hand.forced, true) == 20);
    hand.time.advance(24h);
    CHECK(token.get(hand.soon()) == "value-21");
    refuse();
    CHECK(value == "value-22");
}

TEST_CASE("a forced refresh without an answer counts, is not repeated, and is not taken for the call that needed it") {
    fake::Account account;
    const wechat::Client client = account.client();
    client.get("/cgi-bin/x", {}, account.soon());
    account.wechat.invalidate_token(false);
    int forced = 0;
    account.wechat.before = [&](const fake::Seen& seen) {
        if (seen.body.find(R"("force_refresh":true)") == std::string::npos) return;
        ++forced;
        throw wechat::HttpError(wechat::HttpFailure::timeout);
    };
    CHECK_THROWS_AS(client.post("/cgi-bin/x", "{}", account.soon(), wechat::Repeat::never), wechat::TokenUnavailable);
    account.time.advance(2s);
    CHECK_THROWS_AS(client.post("/cgi-bin/x", "{}", account.soon(), wechat::Repeat::never), wechat::TokenUnavailable);
    CHECK(forced == 1);
    account.wechat.before = nullptr;
    account.time.advance(30s);
    CHECK_NOTHROW(client.post("/cgi-bin/x", "{}", account.soon(), wechat::Repeat::never));
}

TEST_CASE("E-14: a slow old answer that arrives after the new one is thrown away") {
    ByHand hand;
    auto slow = hand.token();
    auto fast = hand.token();
    bool once = true;
    hand.answer = [&](bool) -> wechat::SharedToken::Fetched {
        if (!std::exchange(once, false)) return {"new", 7200s};
        hand.time.advance(9s);  // the lease runs out
        CHECK(fast.get(hand.soon()) == "new");
        return {"old", 7200s};
    };
    CHECK(slow.get(hand.time.in(60s)) == "new");
    CHECK(fast.get(hand.soon()) == "new");
    CHECK(hand.store.puts() == 1);
}

TEST_CASE("what is stored and cannot be read counts as nothing and is replaced") {
    ByHand hand;
    auto token = hand.token();
    CHECK(hand.store.seam().put("", "not what was written", 1s));
    CHECK(token.get(hand.soon()) == "value-1");
}

TEST_CASE("a clock set forward or back refreshes once") {
    ByHand hand;
    auto token = hand.token();
    CHECK(token.get(hand.soon()) == "value-1");
    hand.time.advance(24h);
    CHECK(token.get(hand.soon()) == "value-2");
    CHECK(token.get(hand.soon()) == "value-2");
    hand.time.advance(-25h);
    CHECK(token.get(hand.soon()) == "value-2");
    CHECK(token.replace("value-2", hand.soon()) == "value-3");
    CHECK(hand.fetches == 3);
}

TEST_CASE("E-13: 200 parallel calls of two processes over an invalidated token: one refresh, and no call fails") {
    for (const bool knows : {true, false}) {
        CAPTURE(knows);
        fake::Account account;
        account.time.stands_still = true;
        const std::array<wechat::Client, 2> processes{account.client(), account.client()};
        const wechat::Deadline deadline = account.soon();
        processes[0].get("/cgi-bin/menu/get", {}, deadline);
        const int puts = account.store.puts();
        const std::size_t asked = account.wechat.count(stable);
        account.wechat.invalidate_token(knows);

        constexpr int calls = 200;
        std::latch ready(calls);
        std::atomic<int> failed = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < calls; ++i)
            threads.emplace_back([&, i] {
                ready.arrive_and_wait();
                try {
                    processes[static_cast<std::size_t>(i % 2)].get("/cgi-bin/menu/get", {}, deadline);
                } catch (const std::exception& error) {
                    ++failed;
                }
            });
        for (std::thread& thread : threads) thread.join();
        CHECK(failed == 0);
        // Where WeChat did not know, the one refresh asks twice, normally and then by force, which is counted beforehand.
        CHECK(account.store.puts() == puts + (knows ? 1 : 2));
        CHECK(account.wechat.count(stable) == asked + (knows ? 1 : 2));
        CHECK(account.wechat.count("/cgi-bin/menu/get") <= 1 + 2 * calls);
    }
}
