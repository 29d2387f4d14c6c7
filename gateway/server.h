// Which path leads where: WeChat's callback for the public, health and metrics for operators.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "gateway/front.h"
#include "wechat/callback.h"

namespace gateway {

/// All that the transport knows of a message.
struct CallbackRoutes {
    std::function<HttpAnswer(const wechat::Query&)> verify;
    std::function<void(wechat::Query, std::string body, std::chrono::steady_clock::time_point received, Respond)> push;
};
struct AdminRoutes {
    std::function<HttpAnswer()> health, ready, metrics;
};

/// Routes run on the loop's thread: a push hands its work to others, the rest answers at once, whatever the workers wait for.
Front::Serve serve_callback(const CallbackRoutes&);
Front::Serve serve_admin(const AdminRoutes&);

}  // namespace gateway
