#include "gateway/metrics.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

bool has(const gateway::Metrics& metrics, const std::string& line) {
    const auto text = "\n" + metrics.render();
    return text.find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("counted by type, outcome and reason, with a histogram of the time") {
    gateway::Metrics metrics;
    metrics.message("text", "answered", 20ms);
    metrics.message("text", "answered", 3500ms);
    metrics.message("image", "failed", 1ms);
    metrics.denied("bad signature");
    metrics.http_refused(413);
    metrics.replays.Increment();
    metrics.submitted("id_card_appointment", "OK");
    CHECK(has(metrics, R"(gateway_messages_total{outcome="answered",type="text"} 2)"));
    CHECK(has(metrics, R"(gateway_messages_total{outcome="failed",type="image"} 1)"));
    CHECK(has(metrics, R"(gateway_denied_total{reason="bad signature"} 1)"));
    CHECK(has(metrics, R"(http_refused_total{reason="413"} 1)"));
    CHECK(has(metrics, "gateway_replays_total 1"));
    CHECK(has(metrics, "gateway_late_answers_total 0"));
    CHECK(has(metrics, R"(gateway_submissions_total{code="OK",service="id_card_appointment"} 1)"));
    CHECK(has(metrics, R"(gateway_answer_seconds_bucket{le="0.025"} 2)"));
    CHECK(has(metrics, R"(gateway_answer_seconds_bucket{le="4"} 3)"));
    CHECK(has(metrics, "gateway_answer_seconds_count 3"));
}

TEST_CASE("dependencies go up and down; one version is in force") {
    gateway::Metrics metrics;
    metrics.dependency("database", true);
    metrics.dependency("sessions", false);
    metrics.reloaded(true, "aaa", std::chrono::sys_seconds(1000s));
    metrics.reloaded(true, "bbb", std::chrono::sys_seconds(2000s));
    metrics.reloaded(false, "bbb", std::chrono::sys_seconds(3000s));
    CHECK(has(metrics, R"(gateway_dependency_up{name="database"} 1)"));
    CHECK(has(metrics, R"(gateway_dependency_up{name="sessions"} 0)"));
    CHECK(has(metrics, R"(config_version{version="bbb"} 1)"));
    CHECK(metrics.render().find("aaa") == std::string::npos);
    CHECK(has(metrics, "config_last_reload_successful 0"));
    CHECK(has(metrics, "config_last_reload_timestamp_seconds 3000"));
}

TEST_CASE("any thread may count") {
    gateway::Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&metrics, t] {
            for (int i = 0; i < 500; ++i) {
                metrics.message("text", "answered", 1ms);
                metrics.reloaded(true, std::to_string((t + i) % 3), std::chrono::sys_seconds(1s));
                if (i % 100 == 0) metrics.render();
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(has(metrics, R"(gateway_messages_total{outcome="answered",type="text"} 2000)"));
}

}  // namespace
