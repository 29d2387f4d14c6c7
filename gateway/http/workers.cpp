#include "gateway/http/workers.h"

#include <algorithm>
#include <ctime>
#include <exception>
#include <utility>

#include "gateway/log.h"

namespace gateway {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds look{1};  // what a job waits at most for a thread to be woken while there are any

int processors() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

nanoseconds processor_time() {
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return std::chrono::seconds(spent.tv_sec) + nanoseconds(spent.tv_nsec);
}

}  // namespace

Workers::Workers(int threads) : enough_(std::min(threads, processors() + 1)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
    if (threads > enough_) lookout_ = std::thread([this] { look_out(); });
}

Workers::~Workers() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_all();
    waiting_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    if (lookout_.joinable()) lookout_.join();
}

void Workers::post(std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (awake_ < enough_) {
        wake_one();
    } else if (!looks_) {
        waiting_.notify_one();
    }
}

std::size_t Workers::queued() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
}

int Workers::awake() const {
    const std::lock_guard lock(mutex_);
    return awake_;
}

void Workers::wake_one() {
    ++awake_;
    ++called_;
    ready_.notify_one();
}

void Workers::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ready_.wait(lock, [this] { return stopping_ || called_ > 0; });
        if (called_ > 0) {
            --called_;
        } else {
            ++awake_;  // by the end
        }
        while (!jobs_.empty()) {
            lock.unlock();
            run_jobs();
            lock.lock();
        }
        --awake_;
        if (stopping_) return;
    }
}

void Workers::run_jobs() {
    const log::Together lines;
    while (const auto job = next()) {
        try {
            (*job)();
        } catch (const std::exception& failure) {
            // One resident's message must never end the process and with it everybody's.
            log::error("job failed", {{"why", failure.what()}});
        }
    }
}

std::optional<std::function<void()>> Workers::next() {
    const std::lock_guard lock(mutex_);
    if (jobs_.empty()) return std::nullopt;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
}

bool Workers::could_use_another() const { return !jobs_.empty() && awake_ < static_cast<int>(threads_.size()); }

void Workers::look_out() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        looks_ = false;
        waiting_.wait(lock, [this] { return stopping_ || could_use_another(); });
        looks_ = true;
        const auto since = std::chrono::steady_clock::now();
        const nanoseconds before = processor_time();
        waiting_.wait_for(lock, look, [this] { return stopping_; });
        const nanoseconds could_run = (std::chrono::steady_clock::now() - since) * processors();
        if (could_use_another() && processor_time() - before < could_run * 9 / 10) wake_one();
    }
}

}  // namespace gateway
