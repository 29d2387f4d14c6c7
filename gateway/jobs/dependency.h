// A server this process depends on, asked again and again, so that nobody who wants to know how it is has to wait for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/metrics.h"

namespace gateway {

/// Asks on a thread of its own, from the beginning. Each change is logged once and stands in the metric. Any thread may call.
class Dependency {
  public:
    /// `ping` throws when the server does not answer. It and `metrics` outlive this object, whose end waits for the ping under way.
    Dependency(std::string name, std::function<void()> ping, Metrics& metrics,
               std::chrono::milliseconds period = std::chrono::milliseconds(1000));

    /// `database: the cause` when it did not answer when last asked; empty when it did, or was never asked. Returns at once.
    std::string fault() const;

  private:
    void watch(const std::stop_token& stop);
    void ask();

    const std::string name_;
    const std::function<void()> ping_;
    Metrics& metrics_;
    const std::chrono::milliseconds period_;
    mutable std::mutex guard_;
    std::condition_variable_any wake_;
    std::string fault_;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace gateway
