// Mass messages (群发): the same text or article to all followers, or to those of a tag.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/client.h"

namespace wechat::mass {

struct Text {
    std::string content{};
};
// An article made as a draft.
struct Article {
    std::string media_id{};
};
using Content = std::variant<Text, Article>;

// Throws OutOfLimits: a text of 1 to 2048 bytes, an article's media id. send and preview refuse the same.
void check(const Content& content);

struct Sent {
    std::string message_id{};       // MassSendJobFinish carries it later; empty when it was there before and WeChat does not say which
    std::string message_data_id{};  // of an article
    bool was_there = false;         // this `client_msg_id` was sent earlier, and nothing now
};
// To all without a tag. `client_msg_id` (1 to 63 bytes: 64 is documented and was refused) makes WeChat refuse a second one for a day, so
// whoever gets MaybeSent may ask again with the same, after a minute (mass_id_too_soon). Throws OutOfLimits.
Sent send(const Client& client, std::optional<std::int64_t> tag, const Content& content, std::string_view client_msg_id, Deadline deadline);

// Whose telephone shows a preview; one of both.
struct Viewer {
    std::string openid{};
    std::string wx_name{};  // 微信号, as the person's own page shows it
};
// To one follower, to look at it; 100 a day. Throws OutOfLimits.
void preview(const Client& client, const Viewer& viewer, const Content& content, Deadline deadline);
// "SEND_SUCCESS", "SENDING", "SEND_FAIL", "DELETE".
std::string status(const Client& client, std::string_view message_id, Deadline deadline);
// Takes the article (counting from 1; 0: all) away from those who did not read it yet.
void remove(const Client& client, std::string_view message_id, int article, Deadline deadline);

}  // namespace wechat::mass
