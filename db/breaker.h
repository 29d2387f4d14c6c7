// Knows when a server is down, so that callers are told at once instead of each waiting for the timeout.
#pragma once

#include <chrono>
#include <mutex>

namespace db {

// Opens after three failures in a row; then lets one caller through a second, until one succeeds. Any number of threads.
class Breaker {
  public:
    using Clock = std::chrono::steady_clock;

    // Whether the caller may try. It must then tell what came of it.
    bool admits() {
        const std::lock_guard lock(mutex_);
        if (failures_ < most_failures) return true;
        const auto now = Clock::now();
        if (now < next_probe_) return false;
        next_probe_ = now + pause;
        return true;
    }
    bool is_open() const {
        const std::lock_guard lock(mutex_);
        return failures_ >= most_failures;
    }
    void succeeded() {
        const std::lock_guard lock(mutex_);
        failures_ = 0;
    }
    void failed() {
        const std::lock_guard lock(mutex_);
        if (++failures_ >= most_failures) next_probe_ = Clock::now() + pause;
    }

  private:
    static constexpr int most_failures = 3;
    static constexpr std::chrono::seconds pause{1};

    mutable std::mutex mutex_;
    int failures_ = 0;
    Clock::time_point next_probe_;
};

}  // namespace db
