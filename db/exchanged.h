// A value that is replaced as a whole while others read it.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace db {

// Any number of threads. Readers keep the value they took for as long as they hold it. Not std::atomic<std::shared_ptr>: GCC 12 ends its
// load with relaxed order, which is a data race.
template <typename T>
class Exchanged {
  public:
    explicit Exchanged(std::shared_ptr<const T> value) : value_(std::move(value)) {}

    std::shared_ptr<const T> load() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }
    void store(std::shared_ptr<const T> value) {
        const std::lock_guard lock(mutex_);
        value_.swap(value);
    }

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> value_;
};

}  // namespace db
