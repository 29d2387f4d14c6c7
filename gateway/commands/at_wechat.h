// What commands that ask something of WeChat stand on, and what an operator can do when WeChat refuses.
#pragma once

#include <functional>
#include <string>

#include "gateway/config/config.h"
#include "gateway/world.h"
#include "wechat/client.h"

namespace gateway {

struct AtWeChat {
    const wechat::Client& client;
    const Config& config;
    Storage& storage;
};

/// The work's result; 1, the errors printed, when the folder's files are wrong. Throws std::runtime_error when the account has no app
/// secret, or WeChat refuses: then it says what to do.
int at_wechat(const std::string& folder, const std::function<int(const AtWeChat&)>& work);

}  // namespace gateway
