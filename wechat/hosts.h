// The origins of one API in order of preference, and which of them rest after failures.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "wechat/clock.h"

namespace wechat {

// The documented hosts (protocol §6): the nearest first, then the one for disasters, then the regions. By name, never by address.
std::vector<std::string> wechat_origins();

// Safe for any number of threads.
class Hosts {
  public:
    struct Pauses {
        std::chrono::milliseconds first{2'000};  // after one failure; doubles with each that follows
        std::chrono::milliseconds longest{120'000};
    };
    // Throws std::invalid_argument without origins, and for one that is not http(s)://host[:port].
    Hosts(std::vector<std::string> origins, std::function<std::chrono::steady_clock::time_point()> now);
    Hosts(std::vector<std::string> origins, std::function<std::chrono::steady_clock::time_point()> now, Pauses pauses);

    // All origins, in the order to try them: those in health as configured, then the resting ones, soonest back first. An origin whose rest
    // is over is tried first again by one caller only; the others see it resting until that one reports.
    std::vector<std::string> order();

    // It answered something other than 5xx.
    void succeeded(const std::string& origin);
    // It could not be reached, timed out, broke off or answered 5xx.
    void failed(const std::string& origin);

    // How many rest at present, for a gauge.
    std::size_t resting() const;

  private:
    struct Host {
        std::string origin;
        int failures = 0;
        bool asked = false;  // a caller went to see whether it is back
        std::chrono::steady_clock::time_point until{};
    };
    Host* find(const std::string& origin);

    mutable std::mutex mutex_;
    std::vector<Host> hosts_;
    std::function<std::chrono::steady_clock::time_point()> now_;
    Pauses pauses_;
};

}  // namespace wechat
