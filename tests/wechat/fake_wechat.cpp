#include "fake_wechat.h"

#include <doctest/doctest.h>

#include <charconv>
#include <thread>

namespace fake {
namespace {

std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        int byte = 0;
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
        plain += static_cast<char>(byte);
        i += 2;
    }
    return plain;
}

Seen read(const std::string& origin, const wechat::HttpRequest& request) {
    Seen seen{.origin = origin, .method = request.method, .body = request.body};
    const std::size_t mark = request.target.find('?');
    seen.path = request.target.substr(0, mark);
    std::string_view rest = mark == std::string::npos ? "" : std::string_view(request.target).substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        seen.query[std::string(pair.substr(0, equals))] = unescape(pair.substr(equals + 1));
    }
    for (const auto& [name, value] : request.headers)
        if (name == "Content-Type") seen.content_type = value;
    return seen;
}

}  // namespace

wechat::Clock Time::clock() {
    return {.steady = [this] { return now(); },
            .unix_seconds = [this] { return ms_.load() / 1000; },
            .sleep =
                [this](std::chrono::milliseconds by) {
                    slept_ += by.count();
                    if (!stands_still) advance(by);
                    std::this_thread::yield();
                }};
}

wechat::TokenStore Store::seam() {
    return {.get = [this]() -> std::optional<wechat::StoredBytes> {
                const std::lock_guard lock(mutex_);
                if (bytes_.empty()) return std::nullopt;
                return wechat::StoredBytes{.bytes = bytes_, .version = bytes_};
            },
            .put =
                [this](const std::string& version, const std::string& bytes, std::chrono::seconds life) {
                    const std::lock_guard lock(mutex_);
                    CHECK(life.count() > 0);
                    if (version != bytes_) return false;
                    puts_ += bytes != bytes_;
                    bytes_ = bytes;
                    return true;
                },
            .lock = [this](std::chrono::milliseconds lease) -> std::optional<std::string> {
                if (before_lock) before_lock();
                const std::lock_guard lock(mutex_);
                if (!claim_.empty() && time_.now() < claim_ends_) return std::nullopt;
                claim_ = std::to_string(++claims_);
                claim_ends_ = time_.in(lease);
                return claim_;
            },
            .unlock =
                [this](const std::string& claim) {
                    const std::lock_guard lock(mutex_);
                    if (claim == claim_) claim_.clear();
                }};
}

std::string Store::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

bool Store::is_locked() const {
    const std::lock_guard lock(mutex_);
    return !claim_.empty();
}

void Store::lock_for_good() {
    const std::lock_guard lock(mutex_);
    claim_ = "another process";
    claim_ends_ = wechat::Deadline::max();
}

wechat::HttpResponse json(std::string body) {
    return {.status = 200, .headers = {{"content-type", "application/json; encoding=utf-8"}}, .body = std::move(body)};
}

wechat::Transport WeChat::transport() {
    return [this](const std::string& origin, const wechat::HttpRequest& request) {
        const Seen seen = read(origin, request);
        {
            const std::lock_guard lock(mutex_);
            seen_.push_back(seen);
        }
        if (before) before(seen);
        wechat::HttpResponse response = respond(seen);
        if (response.body.size() > request.max_body) throw wechat::HttpError(wechat::HttpFailure::too_large);
        if (request.sink && response.status == 200) {
            const std::string body = std::exchange(response.body, "");
            // In pieces, as networks do.
            for (std::size_t at = 0; at < body.size(); at += 7)
                if (!request.sink(std::string_view(body).substr(at, 7))) throw wechat::HttpError(wechat::HttpFailure::refused);
        }
        return response;
    };
}

void WeChat::on(const std::string& path, Handler handler) {
    const std::lock_guard lock(mutex_);
    handlers_[path] = std::move(handler);
}

void WeChat::answer(const std::string& path, const std::string& body) {
    on(path, [body](const Seen&) { return json(body); });
}

void WeChat::once(const std::string& path, Handler handler) {
    const std::lock_guard lock(mutex_);
    once_[path].push_back(std::move(handler));
}

void WeChat::fail(const std::string& origin, wechat::HttpFailure failure) {
    const std::lock_guard lock(mutex_);
    failing_[origin] = failure;
}

void WeChat::recover(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    failing_.erase(origin);
}

void WeChat::invalidate_token(bool knows) {
    const std::lock_guard lock(mutex_);
    refused_below_ = number_ + 1;
    if (knows) ++number_;
}

std::string WeChat::token() const {
    const std::lock_guard lock(mutex_);
    return "token-" + std::to_string(number_);
}

std::vector<Seen> WeChat::seen(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    std::vector<Seen> found;
    for (const Seen& each : seen_)
        if (each.path == path) found.push_back(each);
    return found;
}

wechat::HttpResponse WeChat::respond(const Seen& request) {
    Handler handler;
    {
        const std::lock_guard lock(mutex_);
        if (const auto failing = failing_.find(request.origin); failing != failing_.end()) throw wechat::HttpError(failing->second);
        if (auto& next = once_[request.path]; !next.empty()) {
            handler = next.front();
            next.erase(next.begin());
        } else if (request.path == "/cgi-bin/stable_token") {
            return stable_token(request);
        } else {
            const auto token = request.query.find("access_token");
            const bool needs = request.path.starts_with("/cgi-bin/") && request.path != "/cgi-bin/clear_quota/v2";
            if (needs && (token == request.query.end() || token->second != "token-" + std::to_string(number_) || number_ < refused_below_))
                return json(R"({"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 61-a"})");
            if (const auto known = handlers_.find(request.path); known != handlers_.end()) handler = known->second;
        }
    }
    return handler ? handler(request) : json(R"({"errcode":0,"errmsg":"ok"})");
}

wechat::HttpResponse WeChat::stable_token(const Seen& request) {
    if (request.body.find(R"("force_refresh":true)") != std::string::npos) {
        ++number_;
        refused_below_ = number_;
    }
    return json(R"({"access_token":"token-)" + std::to_string(number_) + R"(","expires_in":7200})");
}

wechat::Api Account::api() {
    const auto observe = [this](const wechat::Observed& seen) {
        static std::mutex mutex;
        const std::lock_guard lock(mutex);
        observed.push_back(seen);
        observed_paths.emplace_back(seen.path);
        observed.back().path = observed.back().origin = {};
    };
    return {hosts, wechat.transport(), time.clock(), observe};
}

std::shared_ptr<wechat::SharedToken> Account::token() { return wechat::access_token(api(), {"wx0", "the-secret"}, store.seam()); }

wechat::Client Account::client() { return {api(), token()}; }

}  // namespace fake
