// What is in force at a moment, and may be another a moment later.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "gateway/config/config.h"
#include "wechat/callback.h"

namespace gateway {

/// The configuration and the callback made of it; whoever begins with one keeps it to the end.
struct Live {
    explicit Live(std::shared_ptr<const Config> config_) : config(std::move(config_)), callback(config->wechat) {}
    std::shared_ptr<const Config> config;
    wechat::Callback callback;
};
using CurrentLive = std::function<std::shared_ptr<const Live>()>;

}  // namespace gateway
