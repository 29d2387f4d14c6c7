// HTTP as the client for WeChat's API needs it: one bounded request, one bounded answer, and the real transport over libcurl.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wechat/clock.h"

namespace wechat {

// A name and its value: a header, or a query parameter before escaping.
using Pair = std::pair<std::string, std::string>;

// Takes the next piece of a body; false ends the download, and so does a std::exception, which comes out of the call.
using Sink = std::function<bool(std::string_view)>;

struct HttpRequest {
    std::string method = "GET";  // GET or POST
    std::string target{};        // path?query, escaped; begins with '/'
    std::vector<Pair> headers{};
    std::string body{};
    Deadline deadline{};
    std::size_t max_body = 1 << 20;  // bytes of the answer, with a sink too
    Sink sink{};                     // takes the body of a 200 piece by piece; then HttpResponse::body stays empty
};

struct HttpResponse {
    int status = 0;
    std::vector<Pair> headers{};  // names in lower case
    std::string body{};

    // The first header of that lower-case name; empty when absent.
    std::string_view header(std::string_view name) const;
};

enum class HttpFailure {
    connect,    // no connection: nothing of the request was sent
    tls,        // not who it should be: nothing of the request was sent
    timeout,    // the deadline passed after the request, or part of it, went out
    cut,        // the connection ended, or the answer is not HTTP, after the request, or part of it, went out
    too_large,  // the answer is larger than max_body, or its head than 64 KiB
    refused     // the sink wanted no more
};
std::string_view name_of(HttpFailure);

// what() names the failure and nothing of the request.
class HttpError : public std::runtime_error {
  public:
    explicit HttpError(HttpFailure failure);
    HttpFailure failure() const { return failure_; }
    // Nothing left this machine, so any call may be repeated.
    bool unsent() const { return failure_ == HttpFailure::connect || failure_ == HttpFailure::tls; }

  private:
    HttpFailure failure_;
};

// Sends one request to an origin ("https://api.weixin.qq.com") exactly once, and returns any complete answer, whatever its status. Throws
// HttpError. Safe for any number of threads.
using Transport = std::function<HttpResponse(const std::string& origin, const HttpRequest&)>;

struct HttpOptions {
    std::string ca_file{};  // empty: those the system trusts
    std::chrono::milliseconds connect{2000};
    std::size_t idle = 8;  // connections kept alive for the next call, least recently used closed first
};

// The deadline covers everything: names, connecting, TLS, a head or a body that drips. Certificates and names are verified, TLS is 1.2 or
// newer, redirects are answers and never followed, proxies of the environment are not used. A POST is never sent twice, even when a
// kept connection turns out to be dead.
Transport http_transport(HttpOptions options = {});

// RFC 3986: everything but letters, digits and -._~ becomes %XX.
std::string url_escape(std::string_view text);
// a=b&c=d, values escaped.
std::string query_string(const std::vector<Pair>& parameters);

}  // namespace wechat
