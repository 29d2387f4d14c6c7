// Web authorization (网页授权): who the resident on a page is.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "wechat/access_token.h"
#include "wechat/api.h"

namespace wechat::oauth {

enum class Scope { base, userinfo };

// https://open.weixin.qq.com/connect/oauth2/authorize?… with parameters in the documented order, which WeChat insists on. Throws
// OutOfLimits for a state that is longer than 128 bytes or not of [A-Za-z0-9], and for a redirect that is not http(s).
std::string authorize_url(const std::string& app_id, const std::string& redirect, Scope scope, const std::string& state,
                          const std::string& origin = "https://open.weixin.qq.com");

// A resident's authorization; its access token is not the account's.
struct Grant {
    std::string openid{};
    std::string unionid{};  // empty unless the account belongs to an open platform
    std::string access_token{};
    std::string refresh_token{};
    std::string scope{};
    std::chrono::seconds life{};
};

// WeChat showed the page to a virtual account (快照页): its openid is nobody's.
class SnapshotUser : public std::runtime_error {
  public:
    SnapshotUser() : std::runtime_error("a snapshot page's virtual account") {}
};

// A code counts once and for 5 minutes: sent once (MaybeSent when unanswered; begin again with authorize_url). Throws SnapshotUser;
// ApiError bad_code, code_used, code_expired.
Grant exchange(const Api& api, const AppSecret& account, const std::string& code, Deadline deadline);
// ApiError refresh_token_expired: the resident must authorize again.
Grant refresh(const Api& api, const std::string& app_id, const std::string& refresh_token, Deadline deadline);
// Whether the grant's access token is still good.
bool valid(const Api& api, const Grant& grant, Deadline deadline);

struct User {
    std::string openid{};
    std::string unionid{};
    std::string nickname{};
    std::string avatar_url{};  // never to be fetched by the server
};
// Scope userinfo only (else ApiError no_permission).
User user(const Api& api, const Grant& grant, Deadline deadline);

}  // namespace wechat::oauth
