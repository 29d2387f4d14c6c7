// Drives a crowd over keep-alive connections with one epoll loop: closed (each connection sends when it was answered) or open (at a rate,
// whatever the answers do, and latency counts from the moment a message should have been sent).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/background.h"
#include "load/connection.h"

namespace bench {

struct Plan {
    double seconds = 0;      // 0: until the crowd has said everything
    double rate = 0;         // messages a second over all connections; 0: closed loop
    bool check_all = false;  // open every answer instead of a sample
};

struct Measured {
    double seconds = 0;
    double elapsed = 0;            // with the time waited for the last answers
    std::uint64_t answered = 0;    // within those seconds
    std::uint64_t unanswered = 0;  // sent, or due, and never answered
    std::uint64_t refused = 0;     // another status than 200
    std::uint64_t reconnects = 0;
    std::uint64_t lost = 0;             // the connection ended before the answer
    std::uint64_t starved = 0;          // connections without a single answer
    std::uint64_t least = 0, most = 0;  // answers of one connection
    std::uint64_t checked = 0, wrong = 0;
    std::string first_wrong;
    std::vector<float> latencies;  // ms, sorted
};

class Driver {
  public:
    Driver(int port, std::size_t connections);
    ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    Measured run(Crowd& crowd, const Platform& platform, const Plan& plan, Background& background);

  private:
    struct Sample {
        const Step* step;
        std::string body;
    };
    struct Run;
    void watch(std::size_t index);
    void reconnect(std::size_t index);

    const int port_;
    const int epoll_;
    std::vector<Connection> connections_;
};

}  // namespace bench
