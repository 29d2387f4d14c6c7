// What WeChat knows of a follower. Names and pictures are no longer given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/client.h"

namespace wechat::users {

struct User {
    bool subscribed = false;  // when false nothing but openid and unionid is known
    std::string openid{};
    std::string unionid{};
    std::int64_t subscribed_at = 0;  // unix seconds
    std::string remark{};
    std::vector<std::int64_t> tags{};
    std::string scene{};     // ADD_SCENE_QR_CODE …
    std::string qr_scene{};  // the number or the text of qr.h
};
// ApiError bad_openid.
User info(const Client& client, std::string_view openid, Deadline deadline);

}  // namespace wechat::users
