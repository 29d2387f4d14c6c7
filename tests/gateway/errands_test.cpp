// A table is looked at again at once while there is more in it, and no longer than until the end.
#include "gateway/errands.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

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

TEST_CASE("a look that fails is taken again") {
    std::atomic<int> looks = 0;
    std::promise<void> again;
    Errands errands("test", gateway::no_hands);
    errands.start(
        [&](services::Instant) -> Errands::Then {
            if (++looks == 1) throw std::runtime_error("the server is away");
            if (looks == 2) again.set_value();
            return Errands::rest;
        },
        {});
    CHECK(again.get_future().wait_for(10s) == std::future_status::ready);
}
