// What a request is answered with, and its bytes as an HTTP/1.1 response.
#pragma once

#include <string>

namespace gateway {

struct HttpAnswer {
    int status = 200;
    std::string body = {};
    std::string content_type = "text/plain";
};

/// `last`: with Connection: close.
std::string response_text(const HttpAnswer&, bool last);

}  // namespace gateway
