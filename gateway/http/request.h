// What a request that the front has let through asks for: its first line, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway {

struct RequestLine {
    bool is_get = false;  // otherwise POST: the front lets no other method through
    std::string path;
    std::vector<std::pair<std::string, std::string>> parameters;  // of the query, in its order, equal names included
};

/// `head` begins with a request line that Framer accepted. Path and query are decoded as URL-encoded forms are; a '%' that does not
/// announce two hexadecimal digits stays, and so may fail to match anything.
RequestLine read_request_line(std::string_view head);

/// The value of a header that Framer accepted, its name in any case; absent when it is not there, or there twice: two layers must never
/// read two different ones.
std::optional<std::string_view> header_of(std::string_view head, std::string_view name);

}  // namespace gateway
