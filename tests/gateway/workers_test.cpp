#include "gateway/http/workers.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using gateway::Workers;
using namespace std::chrono_literals;

TEST_CASE("every job is run, whoever posts it, and those of the end as well") {
    std::atomic<int> done = 0;
    {
        Workers workers(8);
        std::vector<std::thread> posters;
        for (int i = 0; i < 4; ++i) {
            posters.emplace_back([&] {
                for (int j = 0; j < 5000; ++j) workers.post([&] { ++done; });
            });
        }
        for (std::thread& poster : posters) poster.join();
    }
    CHECK(done == 20'000);
}

TEST_CASE("jobs that wait for somebody have every thread, however few are woken at first") {
    constexpr int threads = 16;
    std::latch all_are_here(threads);  // none comes back before all of them have come
    {
        Workers workers(threads);
        for (int i = 0; i < threads; ++i) workers.post([&] { all_are_here.arrive_and_wait(); });
    }
    CHECK(all_are_here.try_wait());
}

TEST_CASE("a job behind ones that wait is run while they do") {
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    Workers workers(32);
    for (int i = 0; i < 31; ++i) workers.post([released] { released.wait(); });
    std::promise<void> ran;
    workers.post([&] { ran.set_value(); });
    const auto how = ran.get_future().wait_for(30s);
    release.set_value();
    CHECK(how == std::future_status::ready);
}

TEST_CASE("one job wakes one thread, and all sleep again when nothing is left") {
    Workers workers(64);
    CHECK(workers.awake() == 0);
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    workers.post([released] { released.wait(); });
    CHECK(workers.awake() == 1);
    for (int i = 0; i < 100; ++i) workers.post([released] { released.wait(); });
    release.set_value();
    while (workers.awake() > 0) std::this_thread::sleep_for(1ms);
    CHECK(workers.queued() == 0);
}

TEST_CASE("a job that throws ends neither its thread nor the others' work") {
    std::atomic<int> done = 0;
    {
        Workers workers(2);
        for (int i = 0; i < 10; ++i) {
            workers.post([] { throw std::runtime_error("on purpose"); });
            workers.post([&] { ++done; });
        }
    }
    CHECK(done == 10);
}

}  // namespace
