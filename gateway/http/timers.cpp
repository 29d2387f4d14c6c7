#include "gateway/http/timers.h"

namespace gateway {

Timers::Timers() : thread_([this] { run(); }) {}

void Timers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

Timers::Id Timers::at(Clock::time_point when, std::function<void()> what) {
    const std::lock_guard lock(mutex_);
    const Id id{when, ++last_};
    const auto place = waiting_.emplace(id, std::move(what)).first;
    if (place == waiting_.begin()) changed_.notify_one();
    return id;
}

bool Timers::cancel(const Id& id) {
    const std::lock_guard lock(mutex_);
    return waiting_.erase(id) == 1;
}

void Timers::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (waiting_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const Clock::time_point next = waiting_.begin()->first.first;
        if (Clock::now() < next) {
            changed_.wait_until(lock, next);
            continue;
        }
        const auto due = waiting_.extract(waiting_.begin());
        lock.unlock();
        due.mapped()();
        lock.lock();
    }
}

}  // namespace gateway
