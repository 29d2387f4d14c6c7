// A few threads that deliver what residents do, so that a slow gateway holds up nobody else.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "account.h"
#include "journal.h"

namespace sandbox {

class Couriers {
  public:
    // Both must outlive this object.
    Couriers(const Account& account, Journal& journal, unsigned threads);
    // Asks deliveries in progress to stop and waits for them: at most one attempt's patience.
    ~Couriers();
    Couriers(const Couriers&) = delete;
    Couriers& operator=(const Couriers&) = delete;

    // Takes over an exchange the journal has numbered; false when too many are waiting.
    bool take(Exchange exchange);

  private:
    void work(const std::stop_token& stop);

    const Account& account_;
    Journal& journal_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::condition_variable_any held_;  // nobody notifies it: only time and the end do
    std::deque<Exchange> waiting_;
    std::vector<std::jthread> threads_;
};

}  // namespace sandbox
