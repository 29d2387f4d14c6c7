#include "gateway/http/server.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/http/request.h"
#include "gateway/http/workers.h"
#include "gateway/log.h"

namespace gateway {
namespace {

/// Absent when a parameter occurs twice: two layers must never read two different ones.
std::optional<wechat::Query> query_of(Values& values) {
    wechat::Query query;
    struct Wanted {
        std::string_view name;
        std::string& value;
        bool seen = false;
    };
    std::array wanted{
        Wanted{"signature", query.signature}, Wanted{"timestamp", query.timestamp},       Wanted{"nonce", query.nonce},
        Wanted{"echostr", query.echostr},     Wanted{"encrypt_type", query.encrypt_type}, Wanted{"msg_signature", query.msg_signature},
        Wanted{"openid", query.openid}};
    for (auto& [name, value] : values) {
        const auto found = std::ranges::find(wanted, name, &Wanted::name);
        if (found == wanted.end()) continue;
        if (std::exchange(found->seen, true)) return std::nullopt;
        found->value = std::move(value);
    }
    return query;
}

bool is_get(Method method) { return method == Method::get || method == Method::head; }

HttpAnswer not_allowed(bool takes_posts) {
    return {.status = 405, .body = "", .headers = {{"Allow", takes_posts ? "GET, HEAD, POST" : "GET, HEAD"}}};
}

/// A page, and the few threads that answer it.
class Counter {
  public:
    explicit Counter(Page page) : page_(std::move(page)), workers_(hands) {}

    bool serves(std::string_view path) const { return path.starts_with(page_.prefix); }

    void answer(RequestLine line, const RawRequest& raw, std::string sender, const Respond& respond) {
        if (!is_get(line.method) && !(page_.takes_posts && line.method == Method::post)) return respond(not_allowed(page_.takes_posts));
        if (workers_.queued() > most_waiting) return respond({503, ""});
        PageRequest request{.is_get = is_get(line.method),
                            .path = line.path.substr(page_.prefix.size()),
                            .query = std::move(line.query),
                            .form = read_form(std::string_view(raw.bytes).substr(raw.head)),
                            .head = raw.bytes.substr(0, raw.head),
                            .sender = std::move(sender)};
        workers_.post([this, request = std::move(request), respond] {
            try {
                respond(page_.answer(request));
            } catch (const std::exception& failure) {
                log::error("page not shown", {{"prefix", page_.prefix}, {"why", failure.what()}});
                respond({503, ""});
            }
        });
    }

  private:
    static constexpr int hands = 2;
    static constexpr std::size_t most_waiting = 64;

    const Page page_;
    Workers workers_;  // last: its threads use the page
};

/// Everything the public may open besides the callback.
class Pages {
  public:
    explicit Pages(const std::vector<Page>& pages) {
        for (const Page& page : pages) counters_.push_back(std::make_unique<Counter>(page));
    }

    void answer(RequestLine line, const RawRequest& raw, std::string sender, const Respond& respond) {
        const auto counter = std::ranges::find_if(counters_, [&](const auto& each) { return each->serves(line.path); });
        if (counter == counters_.end()) return respond({404, ""});
        (*counter)->answer(std::move(line), raw, std::move(sender), respond);
    }

  private:
    std::vector<std::unique_ptr<Counter>> counters_;
};

}  // namespace

std::string sender_of(const RawRequest& request, const wechat::AddressBlocks& proxies) {
    if (!proxies.contains(request.peer)) return request.peer;
    return std::string(header_of(std::string_view(request.bytes).substr(0, request.head), "X-Real-IP").value_or(""));
}

Front::Serve serve_public(const PublicRoutes& routes) {
    std::vector<std::string> proxies{"127.0.0.0/8", "::1"};
    proxies.insert(proxies.end(), routes.proxies.begin(), routes.proxies.end());
    return [verify = routes.verify, push = routes.push, admits = routes.admits, proxies = wechat::AddressBlocks(proxies),
            pages = std::make_shared<Pages>(routes.pages)](const RawRequest& raw, const Respond& respond) {
        RequestLine line = read_request_line(raw.bytes);
        if (line.path != "/wechat/callback") return pages->answer(std::move(line), raw, sender_of(raw, proxies), respond);
        if (line.method == Method::other) return respond(not_allowed(true));
        auto query = query_of(line.query);
        if (!query) return respond({403, ""});
        if (is_get(line.method)) return respond(verify(*query));
        if (admits && !admits(sender_of(raw, proxies))) return respond({403, ""});
        push(std::move(*query), raw.bytes.substr(raw.head), raw.received, respond);
    };
}

Front::Serve serve_admin(const AdminRoutes& routes) {
    const std::map<std::string, std::function<HttpAnswer()>, std::less<>> pages{
        {"/healthz", routes.health}, {"/readyz", routes.ready}, {"/metrics", routes.metrics}};
    return [pages](const RawRequest& raw, const Respond& respond) {
        const RequestLine line = read_request_line(raw.bytes);
        const auto page = pages.find(line.path);
        if (page == pages.end()) return respond({404, ""});
        respond(is_get(line.method) ? page->second() : not_allowed(false));
    };
}

}  // namespace gateway
