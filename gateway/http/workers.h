// A small pool that answers messages, so that a caller can stop waiting for one without stopping the work.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace gateway {

/// Any number of threads may post. The destructor runs what was posted, then joins.
///
/// As many are awake as can run; more only while something waits and they leave the processors idle, which is when they wait for a store
/// or for somebody outside. To wake a thread for every job costs more than many a job does.
class Workers {
  public:
    explicit Workers(int threads);
    ~Workers();

    void post(std::function<void()> job);
    std::size_t queued() const;
    /// How many are at work, or woken for it.
    int awake() const;

  private:
    void run();
    void run_jobs();
    std::optional<std::function<void()>> next();
    void look_out();
    void wake_one();
    bool could_use_another() const;

    const int enough_;
    mutable std::mutex mutex_;
    std::condition_variable ready_, waiting_;
    std::deque<std::function<void()>> jobs_;
    int awake_ = 0;
    int called_ = 0;      // of them, who has not come yet
    bool looks_ = false;  // the lookout is about to wake somebody, or to find that there is no need
    bool stopping_ = false;
    std::vector<std::thread> threads_;
    std::thread lookout_;
};

}  // namespace gateway
