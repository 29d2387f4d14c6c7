// Where to listen.
#pragma once

#include <string>

namespace gateway {

struct Endpoint {
    std::string host;
    int port = 0;
};

inline std::string text(const Endpoint& at) { return at.host + ":" + std::to_string(at.port); }

}  // namespace gateway
