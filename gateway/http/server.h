// Which path leads where: WeChat's callback and pages for the public, health and metrics for operators.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/front.h"
#include "gateway/http/request.h"
#include "wechat/callback.h"
#include "wechat/callback_ips.h"

namespace gateway {

/// A request for a page: what the transport knows of it.
struct PageRequest {
    bool is_get = false;    // or HEAD, whose answer the front cuts; otherwise POST
    std::string path = {};  // behind the page's prefix
    Values query = {}, form = {};
    std::string head = {};    // request line and headers, as they came
    std::string sender = {};  // as sender_of

    std::optional<std::string_view> header(std::string_view name) const { return header_of(head, name); }
    std::optional<std::string_view> cookie(std::string_view name) const { return cookie_of(head, name); }
};
/// Pages whose path begins with the prefix, e.g. "/files/". Answers from a thread of a pool that is this page's alone, so that no other
/// page's visitors keep its own waiting, and may wait for a database.
struct Page {
    std::string prefix;
    bool takes_posts = false;
    std::function<HttpAnswer(const PageRequest&)> answer;
};

/// What the public reaches.
struct PublicRoutes {
    std::function<HttpAnswer(const wechat::Query&)> verify;
    std::function<void(wechat::Query, std::string body, std::chrono::steady_clock::time_point received, Respond)> push;
    std::vector<Page> pages = {};
    /// Whether a push may come from that address; "": a proxy of ours did not say from which. Empty: from anywhere.
    std::function<bool(const std::string& sender)> admits = {};
    std::vector<std::string> proxies = {};  // besides the loopback: whose X-Real-IP is believed
};
struct AdminRoutes {
    std::function<HttpAnswer()> health, ready, metrics;
};

/// Routes run on the loop's thread: pushes and pages hand their work to others, the rest answers at once, whatever the workers wait for.
/// Who sent a request: the other end of the connection or, where that is one of `proxies`, whom its X-Real-IP names; "" when it names
/// nobody. Anybody else's X-Real-IP means nothing.
std::string sender_of(const RawRequest&, const wechat::AddressBlocks& proxies);

Front::Serve serve_public(const PublicRoutes&);
Front::Serve serve_admin(const AdminRoutes&);

}  // namespace gateway
