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
std::optional<wechat::Query> query_of(RequestLine& line) {
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
    for (auto& [name, value] : line.parameters) {
        const auto found = std::ranges::find(wanted, name, &Wanted::name);
        if (found == wanted.end()) continue;
        if (std::exchange(found->seen, true)) return std::nullopt;
        found->value = std::move(value);
    }
    return query;
}

/// Absent when a name occurs twice, as above.
std::optional<PageRequest> page_request(RequestLine line, const std::string& body, std::size_t prefix) {
    PageRequest request{.is_get = line.is_get, .path = line.path.substr(prefix)};
    // A posted form is encoded as a query is.
    RequestLine form = line.is_get ? RequestLine{} : read_request_line("POST /?" + body + " HTTP/1.1\r\n");
    for (auto* parameters : {&line.parameters, &form.parameters}) {
        for (auto& [name, value] : *parameters) {
            if (!request.parameters.emplace(name, std::move(value)).second) return std::nullopt;
        }
    }
    return request;
}

/// The pages, and the few threads that answer them.
class Pages {
  public:
    explicit Pages(std::vector<Page> pages) : pages_(std::move(pages)), workers_(page_workers) {}

    void answer(RequestLine line, std::string body, const Respond& respond) {
        const auto page = std::ranges::find_if(pages_, [&](const Page& each) { return line.path.starts_with(each.prefix); });
        if (page == pages_.end() || workers_.queued() > most_waiting) return respond({page == pages_.end() ? 404 : 503, ""});
        auto request = page_request(std::move(line), body, page->prefix.size());
        if (!request) return respond({400, ""});
        workers_.post([page, request = std::move(*request), respond] {
            try {
                respond(page->answer(request));
            } catch (const std::exception& failure) {
                log::error("page not shown", {{"prefix", page->prefix}, {"why", failure.what()}});
                respond({503, ""});
            }
        });
    }

  private:
    static constexpr int page_workers = 2;
    static constexpr std::size_t most_waiting = 64;

    const std::vector<Page> pages_;
    Workers workers_;  // last: its threads use the pages
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
        if (line.path != "/wechat/callback") return pages->answer(std::move(line), raw.bytes.substr(raw.head), respond);
        auto query = query_of(line);
        if (!query) return respond({403, ""});
        if (line.is_get) return respond(verify(*query));
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
        respond(line.is_get ? page->second() : HttpAnswer{405, ""});
    };
}

}  // namespace gateway
