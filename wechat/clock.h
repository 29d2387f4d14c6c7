// The clocks of the client for WeChat's API, passed in so that tests decide what time it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace wechat {

// Every call must be over by its deadline, whatever the other side does.
using Deadline = std::chrono::steady_clock::time_point;

// All members are set and safe for any thread.
struct Clock {
    std::function<std::chrono::steady_clock::time_point()> steady{};  // measures waits
    std::function<std::int64_t()> unix_seconds{};                     // what processes agree on: when a token expires
    std::function<void(std::chrono::milliseconds)> sleep{};
};

}  // namespace wechat
