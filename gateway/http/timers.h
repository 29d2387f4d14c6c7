// Things to do at a moment to come, on one thread that waits for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace gateway {

/// Any number of threads. What is done runs on the timers' thread, so it must be short and must not throw.
class Timers {
  public:
    using Clock = std::chrono::steady_clock;
    using Id = std::pair<Clock::time_point, std::uint64_t>;

    Timers();
    ~Timers() { stop(); }

    Id at(Clock::time_point when, std::function<void()> what);
    /// False when it has run, or is running.
    bool cancel(const Id&);
    /// Returns when nothing runs; what has not come due never will. May be called again, and the other calls go on to be safe.
    void stop();

  private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<Id, std::function<void()>> waiting_;
    std::uint64_t last_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace gateway
