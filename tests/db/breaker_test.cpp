// A pool whose server is down: a few callers find out, the others are told at once, and one a second asks again.
#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "db/pool.h"

using namespace std::chrono_literals;

namespace {

struct Wire {};

struct Server {
    bool up = true;
    std::chrono::milliseconds silence{0};
    int asked = 0;
    db::Pool<Wire> pool{4, 50ms, [this] {
                            ++asked;
                            std::this_thread::sleep_for(silence);
                            if (!up) throw std::runtime_error("refused");
                            return std::make_unique<Wire>();
                        }};
    bool call(db::Breaker::Caller caller = db::Breaker::Caller::work) {
        try {
            return pool.borrow(caller) != nullptr;
        } catch (const std::runtime_error&) {
            return false;
        }
    }
};

}  // namespace

TEST_CASE("three failures in a row open the breaker; one caller at a time asks again, ever more rarely, and success closes it") {
    Server server;
    server.up = false;
    for (int i = 0; i < 20; ++i) CHECK_FALSE(server.call());
    CHECK(server.asked == 3);
    CHECK(std::string(server.pool.refusal()).find("down") != std::string::npos);
    for (const auto end = db::Breaker::Clock::now() + 3s; db::Breaker::Clock::now() < end;) CHECK_FALSE(server.call());
    CHECK(server.asked > 5);
    CHECK(server.asked < 15);
    server.up = true;
    std::this_thread::sleep_for(1100ms);
    for (int i = 0; i < 20; ++i) CHECK(server.call());
}

TEST_CASE("while one asks again, the others are refused") {
    Server server;
    server.up = false;
    for (int i = 0; i < 3; ++i) CHECK_FALSE(server.call());
    server.up = true;
    std::this_thread::sleep_for(100ms);
    const auto probe = server.pool.borrow();
    REQUIRE(probe != nullptr);
    for (int i = 0; i < 5; ++i) CHECK_FALSE(server.call());
}

TEST_CASE("failures between successes do not open it, nor does a pool that is merely full") {
    Server server;
    for (int i = 0; i < 10; ++i) {
        CHECK(server.call());
        auto lease = server.pool.borrow();
        lease->drop();
    }
    CHECK(server.call());
    const auto a = server.pool.borrow(), b = server.pool.borrow(), c = server.pool.borrow(), d = server.pool.borrow();
    REQUIRE(d != nullptr);
    for (int i = 0; i < 5; ++i) CHECK_FALSE(server.call());
    CHECK(std::string(server.pool.refusal()).find("free") != std::string::npos);
}

TEST_CASE("whether a silent server speaks again is for a ping to find out") {
    Server server;
    server.up = false;
    server.silence = 600ms;
    for (int i = 0; i < 3; ++i) CHECK_FALSE(server.call());
    CHECK(server.asked == 1);
    server.up = true;
    std::this_thread::sleep_for(1100ms);
    CHECK_FALSE(server.call());
    CHECK(server.call(db::Breaker::Caller::ping));
    CHECK(server.call());
}
