// Knows when a server is down, so that callers are told at once instead of each waiting for the timeout.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>

namespace db {

// Opens after three failures in a row, or one that took the timeout; then lets one caller at a time find out, at first soon and later once
// a second, until one succeeds. Whether a silent server speaks again is found out by a ping: a resident would wait for the timeout. Any
// number of threads.
class Breaker {
  public:
    using Clock = std::chrono::steady_clock;
    enum class Caller { work, ping };

    // Whether the caller may try. It must then call one of the three below.
    bool admits(Caller caller) {
        const std::lock_guard lock(mutex_);
        if (failures_ < most_failures) return true;
        const bool waits_for_ping = is_silent_ && caller != Caller::ping;
        if (is_probing_ || Clock::now() < next_probe_ + (waits_for_ping ? without_pings : Clock::duration::zero())) return false;
        return is_probing_ = true;
    }
    void succeeded() {
        const std::lock_guard lock(mutex_);
        failures_ = 0;
        is_probing_ = false;
        pause_ = first_pause;
    }
    // `took`: how long the caller waited for it.
    void failed(Clock::duration took) {
        const std::lock_guard lock(mutex_);
        is_probing_ = false;
        is_silent_ = took > silence;
        failures_ = is_silent_ ? most_failures : std::min(failures_ + 1, most_failures);
        if (failures_ < most_failures) return;
        next_probe_ = Clock::now() + pause_;
        pause_ = std::min<Clock::duration>(2 * pause_, last_pause);
    }
    // It did not try after all.
    void withdrew() {
        const std::lock_guard lock(mutex_);
        is_probing_ = false;
    }

    bool is_open() const {
        const std::lock_guard lock(mutex_);
        return failures_ >= most_failures;
    }

  private:
    static constexpr int most_failures = 3;
    static constexpr std::chrono::milliseconds first_pause{20}, last_pause{1000}, silence{500};
    static constexpr Clock::duration without_pings = std::chrono::seconds(5);  // for programs in which nobody pings

    mutable std::mutex mutex_;
    int failures_ = 0;
    bool is_probing_ = false, is_silent_ = false;
    Clock::time_point next_probe_;
    Clock::duration pause_ = first_pause;
};

}  // namespace db
