// Which path leads where: WeChat's callback and pages for the public, health and metrics for operators.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/front.h"
#include "wechat/callback.h"

namespace gateway {

/// A request for a page: what the transport knows of it.
struct PageRequest {
    bool is_get = false;                                 // otherwise POST
    std::string path;                                    // behind the page's prefix
    std::map<std::string, std::string> parameters = {};  // of the query and of a form that was posted
};
/// Pages whose path begins with the prefix, e.g. "/files/". Answers from a thread of its own pool, and may wait for a database.
struct Page {
    std::string prefix;
    std::function<HttpAnswer(const PageRequest&)> answer;
};

/// What the public reaches.
struct PublicRoutes {
    std::function<HttpAnswer(const wechat::Query&)> verify;
    std::function<void(wechat::Query, std::string body, std::chrono::steady_clock::time_point received, Respond)> push;
    std::vector<Page> pages = {};
};
struct AdminRoutes {
    std::function<HttpAnswer()> health, ready, metrics;
};

/// Routes run on the loop's thread: pushes and pages hand their work to others, the rest answers at once, whatever the workers wait for.
Front::Serve serve_public(const PublicRoutes&);
Front::Serve serve_admin(const AdminRoutes&);

}  // namespace gateway
