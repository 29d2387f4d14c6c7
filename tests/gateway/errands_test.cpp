// A table is looked at again at once while there is more in it, and no longer than until the end.
#include "gateway/jobs/jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "gateway/log.h"

using gateway::Errands;
using namespace std::chrono_literals;

TEST_CASE("while there is more, it is looked for without a pause, and with a day comes one sweep") {
    std::atomic<int> looks = 0, sweeps = 0;
    std::promise<void> hundred;
    Errands errands("test", gateway::no_hands);
    errands.start(
        [&](services::Instant) {
            if (++looks < 100) return Errands::more;
            if (looks == 100) hundred.set_value();
            return Errands::rest;
        },
        [&](services::Instant) { ++sweeps; }, std::chrono::hours(1));
    REQUIRE(hundred.get_future().wait_for(10s) == std::future_status::ready);
    CHECK(sweeps == 1);
}

TEST_CASE("the end does not wait until everything is done, however much there is") {
    std::promise<void> begun;
    std::atomic<int> looks = 0;
    {
        Errands errands("test", gateway::no_hands);
        errands.start(
            [&](services::Instant) {
                if (++looks == 1) begun.set_value();
                return Errands::more;
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
        Errands errands("test", gateway::no_hands);
        errands.start(
            [&](services::Instant) -> Errands::Then {
                if (++looks <= 3) throw std::runtime_error("the server is away");
                if (looks == 4) return Errands::more;
                if (looks == 5) rested.set_value();
                return Errands::rest;
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
    CHECK(times("errands not read") == 1);
    CHECK(times("errands read again") == 1);
}
