#include "gateway/jobs/jobs.h"
#include "gateway/clock.h"

#include <algorithm>
#include <random>
#include <utility>

#include "gateway/log.h"
#include "services/rules/time.h"

namespace gateway {

Jobs::Jobs(std::string name, int hands) : name_(std::move(name)), workers_(hands) {}

Jobs::~Jobs() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Jobs::start(Look look, Sweep sweep, std::chrono::seconds period) {
    thread_ = std::thread([this, look = std::move(look), sweep = std::move(sweep), period] { run(look, sweep, period); });
}

void Jobs::run(const Look& look, const Sweep& sweep, std::chrono::seconds period) {
    db::jobs_run_here();
    std::int64_t swept = 0;
    bool is_failing = false;
    for (std::unique_lock lock(mutex_); !stopping_;) {
        lock.unlock();
        const services::Instant now = clock_now();
        Then then = rest;
        try {
            then = look(now);
            if (const std::int64_t day = services::unix_time(now) / 86'400; sweep && day != swept) {
                sweep(now);
                swept = day;
            }
            if (std::exchange(is_failing, false)) log::info("jobs read again", {{"which", name_}});
        } catch (const std::exception& failure) {
            if (!std::exchange(is_failing, true)) log::warn("jobs not read", {{"which", name_}, {"why", failure.what()}});
        }
        lock.lock();
        if (then == rest) stopped_.wait_for(lock, period, [this] { return stopping_; });
    }
}

std::int64_t pause_after(std::int64_t attempts, std::int64_t longest) {
    thread_local std::minstd_rand chance{std::random_device{}()};
    const std::int64_t most = std::min(longest, std::int64_t{10} << std::min<std::int64_t>(attempts, 10));
    return most / 2 + std::uniform_int_distribution<std::int64_t>(0, most / 2)(chance);
}

}  // namespace gateway
