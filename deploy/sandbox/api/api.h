// WeChat's API as the account's server sees it: from a path of the table to an answer, faults and quotas on the way.
#pragma once
#include <httplib.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "api/call.h"
#include "api/table.h"

namespace sandbox {

class Api {
  public:
    // What `world` refers to must outlive this object.
    explicit Api(World world) : world_(std::move(world)) {}

    void routes(httplib::Server& server);

    // The state, alone, while `use(state)` runs. Not from within a handler.
    template <typename Use>
    auto with_state(Use use) {
        const std::lock_guard lock(mutex_);
        return use(state_);
    }

  private:
    void take(const Interface& interface, const httplib::Request& request, httplib::Response& response);
    Answer perform(const Interface& interface, const httplib::Request& request, const std::optional<Fault>& fault);

    const World world_;
    std::mutex mutex_;
    State state_;
};

}  // namespace sandbox
