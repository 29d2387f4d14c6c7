#include "wechat/api.h"

#include <algorithm>
#include <cstring>
#include <exception>

#include "wechat/bytes.h"

namespace wechat {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t max_json = 1 << 20;

// Splits what comes into JSON text, which is kept, and bytes, which go to the sink. No medium begins with '{'.
class Split {
  public:
    explicit Split(const Sink& sink) : sink_(sink) {}
    bool take(std::string_view piece) {
        if (piece.empty()) return true;
        if (!began_) is_json_ = piece.front() == '{';
        began_ = true;
        if (!is_json_) return sink_(piece);
        text_ += piece;
        return text_.size() <= max_json;
    }
    bool gave_bytes() const { return began_ && !is_json_; }
    std::string text() const { return text_; }

  private:
    const Sink& sink_;
    std::string text_;
    bool began_ = false;
    bool is_json_ = false;
};

std::string without(std::string text, const ApiRequest& request) {
    const auto strike = [&](const std::string& secret) {
        if (secret.empty()) return;
        for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3) text.replace(at, secret.size(), "***");
    };
    for (const std::string& secret : request.secrets) strike(secret);
    for (const auto& [name, value] : request.query)
        if (name == "access_token" || name == "secret") strike(value);
    return text;
}

HttpRequest as_http(const ApiRequest& request) {
    HttpRequest http{.method = request.method, .target = request.path, .body = request.body, .max_body = request.max_body};
    if (!request.query.empty()) http.target += '?' + query_string(request.query);
    http.headers.emplace_back("Accept", "*/*");
    if (request.method == "POST")
        http.headers.emplace_back("Content-Type", request.content_type.empty() ? "application/json" : request.content_type);
    return http;
}

milliseconds up_to(milliseconds most) {
    std::uint32_t random = 0;
    const std::string bytes = random_bytes(sizeof random);
    std::memcpy(&random, bytes.data(), sizeof random);
    return milliseconds(1 + random % static_cast<std::uint32_t>(std::max<std::int64_t>(most.count(), 1)));
}

}  // namespace

Api::Api(std::shared_ptr<Hosts> hosts, Transport transport, Clock clock, Observer observe)
    : Api(std::move(hosts), std::move(transport), std::move(clock), std::move(observe), Limits()) {}

Api::Api(std::shared_ptr<Hosts> hosts, Transport transport, Clock clock, Observer observe, Limits limits)
    : hosts_(std::move(hosts)), transport_(std::move(transport)), clock_(std::move(clock)), observe_(std::move(observe)), limits_(limits) {}

// How one attempt ended: with an answer, or with an error and what may be done about it.
struct Api::Attempt {
    enum class Next { none, other_origin, later };
    std::optional<Json> answer{};
    std::exception_ptr error{};
    Next next = Next::none;
};

Api::Attempt Api::attempt(const std::string& origin, const ApiRequest& request, const HttpRequest& http) const {
    using Next = Attempt::Next;
    Observed seen{.origin = origin, .path = request.path};
    const auto began = clock_.steady();
    const auto report = [&] {
        seen.duration = std::chrono::duration_cast<milliseconds>(clock_.steady() - began);
        if (observe_) observe_(seen);
    };
    const auto unanswered = [&](std::exception_ptr error, bool sent) -> Attempt {
        hosts_->failed(origin);
        report();
        if (sent && request.repeat == Repeat::never) return {.error = std::make_exception_ptr(MaybeSent(request.path))};
        return {.error = std::move(error), .next = Next::other_origin};
    };
    const auto refused = [&](std::exception_ptr error, Next next = Next::none) -> Attempt {
        report();
        return {.error = std::move(error), .next = next};
    };
    const auto unreadable = [&](std::exception_ptr error) {
        return refused(request.repeat == Repeat::never ? std::make_exception_ptr(MaybeSent(request.path)) : std::move(error));
    };

    Split split(request.sink);
    HttpRequest once = http;
    if (request.sink) once.sink = [&split](std::string_view piece) { return split.take(piece); };
    HttpResponse response;
    try {
        response = transport_(origin, once);
    } catch (const HttpError& error) {
        seen.failure = name_of(error.failure());
        const bool ours = error.failure() == HttpFailure::too_large || error.failure() == HttpFailure::refused;
        if (ours) return unreadable(std::current_exception());
        Attempt end = unanswered(std::current_exception(), !error.unsent());
        if (split.gave_bytes()) end.next = Next::none;
        return end;
    }
    seen.status = response.status;
    if (response.status >= 500) return unanswered(std::make_exception_ptr(BadAnswer("HTTP " + std::to_string(response.status))), true);
    hosts_->succeeded(origin);
    if (response.status != 200) return refused(std::make_exception_ptr(BadAnswer("HTTP " + std::to_string(response.status))));
    if (split.gave_bytes()) return report(), Attempt{.answer = Json()};

    std::optional<Json> json = Json::parse(request.sink ? split.text() : std::move(response.body));
    if (!json || !json->is_object()) {
        seen.failure = "not json";
        return unreadable(std::make_exception_ptr(BadAnswer("not JSON: " + request.path)));
    }
    seen.errcode = static_cast<int>(json->integer("errcode"));
    if (seen.errcode == 0) return report(), Attempt{.answer = std::move(json)};
    const bool busy = seen.errcode == static_cast<int>(Errc::busy);
    // The member's name is not documented.
    const std::string existing = json->has("msg_id") ? json->text("msg_id") : json->text("msgid");
    return refused(std::make_exception_ptr(ApiError(seen.errcode, without(json->text("errmsg"), request), existing)),
                   busy ? Next::later : Next::none);
}

bool Api::pause(int round, Deadline deadline) const {
    const milliseconds most = std::min(limits_.first_pause * (1 << std::min(round, 16)), limits_.longest_pause);
    const milliseconds wait = up_to(most);
    if (clock_.steady() + wait >= deadline) return false;
    clock_.sleep(wait);
    return true;
}

Json Api::call(const ApiRequest& request, Deadline deadline) const {
    HttpRequest http = as_http(request);
    std::vector<std::string> origins = hosts_->order();
    std::size_t at = 0;
    int round = 0;
    for (int left = limits_.attempts;; --left) {
        // An origin that hangs must leave time for the next one.
        const bool hurry = request.repeat == Repeat::safe && !request.sink && at + 1 < origins.size() && left > 1;
        http.deadline = hurry ? std::min(deadline, clock_.steady() + limits_.attempt) : deadline;
        Attempt end = attempt(origins[at], request, http);
        if (end.answer) return std::move(*end.answer);
        if (end.next == Attempt::Next::none || left <= 1) std::rethrow_exception(end.error);
        if (end.next == Attempt::Next::later || ++at == origins.size()) {
            if (!pause(round++, deadline)) std::rethrow_exception(end.error);
            origins = hosts_->order();
            at = 0;
        }
        if (clock_.steady() >= deadline) std::rethrow_exception(end.error);
    }
}

}  // namespace wechat
