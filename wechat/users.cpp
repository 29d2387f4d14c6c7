#include "wechat/users.h"

namespace wechat::users {

User info(const Client& client, std::string_view openid, Deadline deadline) {
    const Json answer = client.get("/cgi-bin/user/info", {{"openid", std::string(openid)}, {"lang", "zh_CN"}}, deadline);
    User user{.subscribed = answer.integer("subscribe") == 1,
              .openid = answer.text("openid"),
              .unionid = answer.text("unionid"),
              .subscribed_at = answer.integer("subscribe_time"),
              .remark = answer.text("remark"),
              .scene = answer.text("subscribe_scene"),
              .qr_scene = answer.text("qr_scene_str")};
    if (user.qr_scene.empty() && answer.integer("qr_scene") != 0) user.qr_scene = answer.text("qr_scene");
    for (const Json& tag : answer.each("tagid_list")) user.tags.push_back(tag.own_integer());
    return user;
}

}  // namespace wechat::users
