#include "gateway/server.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/request_line.h"

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

}  // namespace

Front::Serve serve_callback(const CallbackRoutes& routes) {
    return [routes](const RawRequest& raw, const Respond& respond) {
        RequestLine line = read_request_line(raw.bytes);
        if (line.path != "/wechat/callback") return respond({404, ""});
        auto query = query_of(line);
        if (!query) return respond({403, ""});
        if (line.is_get) return respond(routes.verify(*query));
        routes.push(std::move(*query), raw.bytes.substr(raw.head), raw.received, respond);
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
