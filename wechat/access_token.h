// The access token of an account, from stable_token (protocol §6).
#pragma once

#include <memory>
#include <string>

#include "wechat/api.h"
#include "wechat/shared_token.h"

namespace wechat {

struct AppSecret {
    std::string app_id{};
    std::string secret{};
};

// By POST /cgi-bin/stable_token, which unlike the old token is safe to ask from several places: normal mode answers the token in force.
// The store must take 512 bytes and more. The secret stays out of every error.
std::unique_ptr<SharedToken> access_token(Api api, AppSecret account, TokenStore store);

}  // namespace wechat
