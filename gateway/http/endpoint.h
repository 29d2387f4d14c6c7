// Where to listen, and whom to call.
#pragma once

#include <string>

namespace gateway {

struct Endpoint {
    std::string host;
    int port = 0;
};

/// An http(s) address as a client takes it: the path with its query, at least "/".
struct Url {
    std::string origin, path;
};
inline Url url_from(const std::string& address) {
    const std::size_t slash = address.find('/', address.find("://") + 3);
    return slash == std::string::npos ? Url{address, "/"} : Url{address.substr(0, slash), address.substr(slash)};
}

inline std::string text(const Endpoint& at) { return at.host + ":" + std::to_string(at.port); }

}  // namespace gateway
