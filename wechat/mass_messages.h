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

struct Sent {
    std::string message_id{};       // MassSendJobFinish carries it later
    std::string message_data_id{};  // of an article
};
// To all without a tag. `client_msg_id` (1 to 63 bytes: 64 is documented and was refused) makes WeChat refuse a second one for a day
// (mass_id_repeated), so whoever gets MaybeSent may ask again with the same. Throws OutOfLimits.
Sent send(const Client& client, std::optional<std::int64_t> tag, const Content& content, std::string_view client_msg_id, Deadline deadline);

// To one follower, to look at it; 100 a day.
void preview(const Client& client, std::string_view openid, const Content& content, Deadline deadline);
// "SEND_SUCCESS", "SENDING", "SEND_FAIL", "DELETE".
std::string status(const Client& client, std::string_view message_id, Deadline deadline);
// Takes the article (counting from 1; 0: all) away from those who did not read it yet.
void remove(const Client& client, std::string_view message_id, int article, Deadline deadline);

}  // namespace wechat::mass
