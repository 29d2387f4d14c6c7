// What a request is answered with, and its bytes as an HTTP/1.1 response.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace gateway {

struct HttpAnswer {
    int status = 200;
    std::string body = {};
    std::string content_type = "text/plain";
    std::vector<std::pair<std::string, std::string>> headers = {};  // besides those of its framing; the program's own words
};

/// After a POST: look there. The address is ours.
HttpAnswer see_other(std::string location);

/// `last`: with Connection: close. `only_head`: as a HEAD is answered.
std::string response_text(const HttpAnswer&, bool last, bool only_head = false);

}  // namespace gateway
