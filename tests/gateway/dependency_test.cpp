#include "gateway/jobs/dependency.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <sstream>

#include "gateway/log.h"

namespace {

using namespace std::chrono_literals;

template <typename Holds>
bool soon(const Holds& holds) {
    for (int i = 0; i < 400 && !holds(); ++i) std::this_thread::sleep_for(5ms);
    return holds();
}

struct Log {
    Log() { gateway::log::write_to(&text); }
    ~Log() { gateway::log::write_to(nullptr); }
    std::ostringstream text;
};

std::ptrdiff_t count(const std::string& text, const std::string& part) {
    std::ptrdiff_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST_CASE("what is asked is the last answer: a server that hangs keeps nobody waiting") {
    const Log log;
    gateway::Metrics metrics;
    std::promise<void> answers;
    std::atomic<bool> asked = false;
    const gateway::Dependency database(
        "database",
        [&, until = answers.get_future().share()] {
            asked = true;
            until.wait_for(3s);  // not for ever, should the test fail
        },
        metrics, 1h);
    REQUIRE(soon([&] { return asked.load(); }));
    const auto start = std::chrono::steady_clock::now();
    CHECK(database.fault().empty());
    CHECK(metrics.render().find("gateway_dependency_up{") == std::string::npos);
    CHECK(std::chrono::steady_clock::now() - start < 500ms);
    answers.set_value();
    CHECK(soon([&] { return metrics.render().find("gateway_dependency_up{name=\"database\"} 1") != std::string::npos; }));
}

TEST_CASE("down and up are noticed, and logged once a change") {
    Log log;
    {
        gateway::Metrics metrics;
        std::atomic<bool> is_down = true;
        std::atomic<int> asked = 0;
        const gateway::Dependency sessions(
            "sessions",
            [&] {
                ++asked;
                if (is_down) throw std::runtime_error("refused");
            },
            metrics, 2ms);
        CHECK(soon([&] { return sessions.fault() == "sessions: refused"; }));
        CHECK(soon([&, before = asked.load()] { return asked > before + 3; }));
        CHECK(metrics.render().find("gateway_dependency_up{name=\"sessions\"} 0") != std::string::npos);
        is_down = false;
        CHECK(soon([&] { return sessions.fault().empty(); }));
        CHECK(metrics.render().find("gateway_dependency_up{name=\"sessions\"} 1") != std::string::npos);
    }
    CHECK(count(log.text.str(), "\"event\":\"dependency down\"") == 1);
    CHECK(count(log.text.str(), "\"event\":\"dependency up\"") == 1);
}

TEST_CASE("it ends at once between two questions") {
    gateway::Metrics metrics;
    std::atomic<bool> asked = false;
    const auto start = std::chrono::steady_clock::now();
    {
        const gateway::Dependency idle(
            "database", [&] { asked = true; }, metrics, 1h);
        REQUIRE(soon([&] { return asked.load(); }));
    }
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

}  // namespace
