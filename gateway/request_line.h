// What a request that the front has let through asks for: its first line, taken apart.
#pragma once

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

}  // namespace gateway
