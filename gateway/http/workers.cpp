#include "gateway/http/workers.h"

#include <exception>

#include "gateway/log.h"

namespace gateway {

Workers::Workers(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Workers::post(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
}

std::size_t Workers::queued() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
}

void Workers::run() {
    for (;;) {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        const std::function<void()> job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        try {
            job();
        } catch (const std::exception& failure) {
            // One resident's message must never end the process and with it everybody's.
            log::error("job failed", {{"why", failure.what()}});
        }
    }
}

}  // namespace gateway
