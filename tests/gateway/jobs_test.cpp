// A table is looked at again at once while there is more in it, and no longer than until the end.
#include "gateway/jobs/jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "gateway/log.h"

using gateway::Jobs;
using namespace std::chrono_literals;

TEST_CASE("while there is more, it is looked for without a pause, and with a day comes one sweep") {
    std::atomic<int> looks = 0, sweeps = 0;
    std::promise<void> hundred;
    Jobs jobs("test", gateway::no_hands);
    jobs.start(
        [&](services::Instant) {
            if (++looks < 100) return Jobs::more;
            if (looks == 100) hundred.set_value();
            return Jobs::rest;
        },
        [&](services::Instant) { ++sweeps; }, std::chrono::hours(1));
    REQUIRE(hundred.get_future().wait_for(10s) == std::future_status::ready);
    CHECK(sweeps == 1);
}

TEST_CASE("the end does not wait until everything is done, however much there is") {
    std::promise<void> begun;
    std::atomic<int> looks = 0;
    {
        Jobs jobs("test", gateway::no_hands);
        jobs.start(
            [&](services::Instant) {
                if (++looks == 1) begun.set_value();
                return Jobs::more;
            },
            {});
        begun.get_future().wait();
    }
    CHECK(looks >= 1);
}

TEST_CASE("a look that fails is taken again, and logged once until one succeeds") {
    std::ostringstream logged;
    gateway::log::write_to(&logged);
    {
        std::atomic<int> looks = 0;
        std::promise<void> rested;
        Jobs jobs("test", gateway::no_hands);
        jobs.start(
            [&](services::Instant) -> Jobs::Then {
                if (++looks <= 3) throw std::runtime_error("the server is away");
                if (looks == 4) return Jobs::more;
                if (looks == 5) rested.set_value();
                return Jobs::rest;
            },
            {}, 0s);
        CHECK(rested.get_future().wait_for(10s) == std::future_status::ready);
    }
    gateway::log::write_to(nullptr);
    const auto times = [&](std::string_view event) {
        int count = 0;
        for (auto at = logged.str().find(event); at != std::string::npos; at = logged.str().find(event, at + 1)) ++count;
        return count;
    };
    CHECK(times("jobs not read") == 1);
    CHECK(times("jobs read again") == 1);
}
