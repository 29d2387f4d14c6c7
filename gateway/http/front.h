// The HTTP front: one event loop that turns connections into complete, bounded requests and sends their answers. Connections are not
// threads: a thousand idle or slow ones cost memory within a budget and nothing else.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gateway/http/endpoint.h"
#include "gateway/http/framing.h"
#include "gateway/http/response.h"

namespace gateway {

/// Answers one request. Called once, from any thread, at any time: an answer to a connection that is gone is dropped.
using Respond = std::function<void(HttpAnswer)>;

/// One complete request; `head` bytes of it are the request line and the headers.
struct RawRequest {
    std::string bytes;
    std::size_t head = 0;
    std::chrono::steady_clock::time_point received;
    std::string peer = {};  // address of the other end of the connection; "" where it has none
};

struct FrontLimits {
    FramingLimits framing = {};
    std::size_t connections = 8192;              // past it whoever is silent or slow for longest makes room
    std::size_t input = std::size_t{16} << 20;   // bytes of requests not yet complete, over all connections; past it the oldest is cut
    std::size_t output = std::size_t{16} << 20;  // bytes of answers not yet taken; past it the oldest is cut
    std::chrono::milliseconds idle{60'000};      // between two requests
    std::chrono::milliseconds receive{5'000};    // from a request's first byte to its last: of all of it, not of one read
    std::chrono::milliseconds answer{5'000};     // then 503
    std::chrono::milliseconds send{5'000};       // of one answer
    std::chrono::milliseconds linger{1'000};     // after a refusal, so that the client can read it
};

/// A socket bound to the address and listening. Throws std::runtime_error that names it.
int listen_on(const Endpoint&);

class Front {
  public:
    /// Runs on the loop's own thread: either answers at once, or hands the request to others and returns.
    using Serve = std::function<void(RawRequest, Respond)>;

    /// Runs on the loop's own thread: told the status of each answer that the front gave by itself, since what came was no acceptable
    /// request (4xx, 505) or nobody answered in time (503).
    using Refused = std::function<void(int status)>;

    /// Takes over the listening socket and serves it from a thread of its own. Throws std::runtime_error.
    Front(int listening, Serve, const FrontLimits& = {}, Refused = {});
    ~Front();  // closes what is still open
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;

    /// From now on each answer ends its connection, so that clients turn elsewhere; new ones are still served.
    void drain();
    /// Closes the listening socket and idle connections, and waits at most that long for the others; whether all have gone. May be called
    /// again.
    bool stop(std::chrono::milliseconds patience);

  private:
    class Loop;
    std::shared_ptr<Loop> loop_;  // shared with the answers under way
};

}  // namespace gateway
