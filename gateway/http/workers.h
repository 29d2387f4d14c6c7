// A small pool that answers messages, so that a caller can stop waiting for one without stopping the work.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gateway {

/// Any number of threads may post. The destructor runs what was posted, then joins.
class Workers {
  public:
    explicit Workers(int threads);
    ~Workers();

    void post(std::function<void()> job);
    std::size_t queued() const;

  private:
    void run();

    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace gateway
