#include "couriers.h"

#include <exception>

#include "courier.h"

namespace sandbox {

Couriers::Couriers(const Account& account, Journal& journal, unsigned threads) : account_(account), journal_(journal) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

Couriers::~Couriers() {
    for (auto& thread : threads_) thread.request_stop();
}

bool Couriers::take(Exchange exchange) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= 1000) return false;
    waiting_.push_back(std::move(exchange));
    wake_.notify_one();
    return true;
}

void Couriers::work(const std::stop_token& stop) {
    while (true) {
        Exchange exchange;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
            exchange = std::move(waiting_.front());
            waiting_.pop_front();
        }
        try {
            if (exchange.hold_ms > 0) {
                std::unique_lock lock(mutex_);
                held_.wait_for(lock, stop, std::chrono::milliseconds(exchange.hold_ms), [] { return false; });
            }
            deliver(account_, exchange, stop, [this](const Exchange& now) { journal_.update(now); });
        } catch (const std::exception& e) {
            exchange.done = true;
            exchange.verdict = {false, std::string("the sandbox failed: ") + e.what(), {}};
            journal_.update(exchange);
        }
    }
}

}  // namespace sandbox
