// A bounded set of connections, each lent to one thread at a time; none while the server is down.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "db/breaker.h"

namespace db {

// T is made by `make` when none is idle and fewer than `most` exist. Leases must end before the pool. A lease that ends with its connection
// counts as a success of the server, one that dropped it, or a `make` that throws, as a failure.
template <typename T>
class Pool {
  public:
    using Clock = std::chrono::steady_clock;

    Pool(std::size_t most, std::chrono::milliseconds patience, std::function<std::unique_ptr<T>()> make)
        : most_(most), patience_(patience), make_(std::move(make)) {}

    // Returns the connection to the pool at its end, unless it was dropped.
    class Lease {
      public:
        Lease(Pool& pool, std::unique_ptr<T> item, Clock::duration idle) : pool_(&pool), item_(std::move(item)), idle_(idle) {}
        Lease(Lease&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)), item_(std::move(other.item_)), idle_(other.idle_), lent_(other.lent_) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (pool_ != nullptr) pool_->put(std::move(item_), lent_);
        }
        T& operator*() const { return *item_; }
        T* operator->() const { return item_.get(); }
        // How long it lay unused before this lease; zero for a new one.
        Clock::duration idle() const { return idle_; }
        // The connection is broken: it is closed instead of returned.
        void drop() { item_.reset(); }
        // Replaces a dropped connection by a new one.
        void renew() {
            item_.reset();
            item_ = pool_->make_();
            idle_ = {};
        }

      private:
        Pool* pool_;
        std::unique_ptr<T> item_;
        Clock::duration idle_;
        Clock::time_point lent_ = Clock::now();
    };

    // Why borrow() gave nothing.
    const char* refusal() const {
        return breaker_.is_open() ? "the server is down, and was not asked again" : "no connection became free in time";
    }

    // Waits for a free connection; absent past the patience, and at once while the server is down, so that the caller can say whose pool
    // it was. Throws what `make` throws.
    std::unique_ptr<Lease> borrow(Breaker::Caller caller = Breaker::Caller::work) {
        if (!breaker_.admits(caller)) return nullptr;
        std::unique_lock lock(mutex_);
        const auto has_room = [this] { return !idle_.empty() || made_ < most_; };
        free_.wait_for(lock, patience_, [&] { return has_room() || breaker_.is_open(); });
        if (!has_room()) {
            breaker_.withdrew();
            return nullptr;
        }
        if (!idle_.empty()) {
            auto [item, since] = std::move(idle_.back());
            idle_.pop_back();
            return std::make_unique<Lease>(*this, std::move(item), Clock::now() - since);
        }
        ++made_;
        lock.unlock();
        const auto began = Clock::now();
        try {
            return std::make_unique<Lease>(*this, make_(), Clock::duration::zero());
        } catch (...) {
            put(nullptr, began);
            throw;
        }
    }

  private:
    void put(std::unique_ptr<T> item, Clock::time_point lent) {
        const bool failed = item == nullptr;
        failed ? breaker_.failed(Clock::now() - lent) : breaker_.succeeded();
        {
            const std::lock_guard lock(mutex_);
            if (item == nullptr) {
                --made_;
            } else {
                idle_.emplace_back(std::move(item), Clock::now());
            }
        }
        failed ? free_.notify_all() : free_.notify_one();
    }

    const std::size_t most_;
    const std::chrono::milliseconds patience_;
    const std::function<std::unique_ptr<T>()> make_;
    Breaker breaker_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::size_t made_ = 0;
    std::vector<std::pair<std::unique_ptr<T>, Clock::time_point>> idle_;
};

}  // namespace db
