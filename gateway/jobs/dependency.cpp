#include "gateway/jobs/dependency.h"

#include <exception>

#include "gateway/log.h"

namespace gateway {

Dependency::Dependency(std::string name, std::function<void()> ping, Metrics& metrics, std::chrono::milliseconds period)
    : name_(std::move(name)), ping_(std::move(ping)), metrics_(metrics), period_(period), thread_([this](const std::stop_token& stop) {
          watch(stop);
      }) {}

std::string Dependency::fault() const {
    const std::lock_guard lock(guard_);
    return fault_;
}

void Dependency::watch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        ask();
        std::unique_lock lock(guard_);
        wake_.wait_for(lock, stop, period_, [] { return false; });
    }
}

void Dependency::ask() {
    std::string fault;
    try {
        ping_();
    } catch (const std::exception& failure) {
        fault = name_ + ": " + failure.what();
    }
    metrics_.dependency(name_, fault.empty());
    const std::lock_guard lock(guard_);
    if (fault == fault_) return;
    if (fault.empty())
        log::info("dependency up", {{"name", name_}});
    else
        log::warn("dependency down", {{"fault", fault}});
    fault_ = std::move(fault);
}

}  // namespace gateway
