// One call of WeChat's API without an access token: failover, back-off, deadline, errcode.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/clock.h"
#include "wechat/errors.h"
#include "wechat/hosts.h"
#include "wechat/http.h"
#include "wechat/json.h"

namespace wechat {

// Whether a request may be sent again when it may have been accepted and no answer came.
enum class Repeat {
    safe,  // reads, and writes after which a second changes nothing
    never  // would happen twice: messages to residents
};

struct ApiRequest {
    std::string method = "GET";
    std::string path{};          // "/cgi-bin/menu/get"
    std::vector<Pair> query{};   // unescaped
    std::string body{};          // JSON of a POST, unless content_type says otherwise
    std::string content_type{};  // empty: application/json
    Repeat repeat = Repeat::safe;
    std::vector<std::string> secrets{};  // never to appear in an error; values of access_token and secret in the query are added
    std::size_t max_body = 1 << 20;
    // Takes the bytes of an answer that is no JSON, at most max_body; never gets a piece of a second attempt after one of a first.
    Sink sink{};
};

// One attempt, told after it ended; the views last as long as the call of the observer.
struct Observed {
    std::string_view origin{};
    std::string_view path{};     // without query
    int errcode = 0;             // what WeChat said
    int status = 0;              // of HTTP; 0 when there was no answer
    std::string_view failure{};  // name_of(HttpFailure), "not json" or empty
    std::chrono::milliseconds duration{};
};
using Observer = std::function<void(const Observed&)>;

// Safe for any number of threads.
class Api {
  public:
    struct Limits {
        int attempts = 5;                            // in all, over all origins
        std::chrono::milliseconds attempt{3000};     // patience with one origin while others are left, for requests that may be repeated
        std::chrono::milliseconds first_pause{200};  // back-off: a random time up to this, doubled each round
        std::chrono::milliseconds longest_pause{5000};
    };
    // `hosts` is shared with whoever shows their health. `observe` may be empty.
    Api(std::shared_ptr<Hosts> hosts, Transport transport, Clock clock, Observer observe);
    Api(std::shared_ptr<Hosts> hosts, Transport transport, Clock clock, Observer observe, Limits limits);

    // The answer, whose errcode is 0 or absent. What may be repeated:
    //   not connected, or TLS failed           every request, on the next origin at once
    //   errcode -1 (WeChat refused: busy)      every request, after a pause
    //   timeout, cut, HTTP 5xx                 Repeat::safe on the next origin, after a pause once all were tried; Repeat::never throws
    //   MaybeSent
    //   an answer that cannot be read         none: Repeat::safe throws BadAnswer, Repeat::never MaybeSent
    // All within the deadline; when no time is left for a pause the call ends. With a sink, bytes went to it unless the result is an
    // object. Throws ApiError (any other errcode), BadAnswer, HttpError (the last one, when all attempts failed).
    Json call(const ApiRequest& request, Deadline deadline) const;

    const Clock& clock() const { return clock_; }

  private:
    struct Attempt;
    Attempt attempt(const std::string& origin, const ApiRequest& request, const HttpRequest& http) const;
    // Waits the time of that round; false, at once, when the deadline would pass meanwhile.
    bool pause(int round, Deadline deadline) const;

    std::shared_ptr<Hosts> hosts_;
    Transport transport_;
    Clock clock_;
    Observer observe_;
    Limits limits_;
};

}  // namespace wechat
