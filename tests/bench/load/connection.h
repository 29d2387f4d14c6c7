// One keep-alive connection of the load tool, and the sockets under it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "load/crowd.h"

namespace bench {

using Clock = std::chrono::steady_clock;

/// A connected, non-blocking socket to 127.0.0.1; throws std::runtime_error.
int connect_to(int port);

struct Answer {
    int status = 0;
    std::string body;
    bool closes = false;
};

/// The answer at the beginning of `bytes`, taken out of it; absent while it is not whole.
std::optional<Answer> take_answer(std::string& bytes);

struct Connection {
    int socket = -1;
    std::string received = {};
    std::optional<Delivery> waiting = std::nullopt;  // what is being answered
    Clock::time_point since = {};                    // when that was to be sent
    std::deque<Clock::time_point> due = {};          // open loop: what should have been sent already
    std::uint64_t answers = 0;
    bool stale = false;  // an answer of an earlier run may still come
};

}  // namespace bench
