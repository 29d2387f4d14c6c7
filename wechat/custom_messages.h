// Customer-service messages (客服消息): what the account says of its own accord while a resident's window is open.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wechat/client.h"

namespace wechat::custom {

struct Text {
    std::string content{};  // at most 2048 bytes; the line break is \n
};
struct Image {
    std::string media_id{};
};
struct Voice {
    std::string media_id{};
};
struct Video {
    std::string media_id{};
    std::string thumb_media_id{};
    std::string title{};
    std::string description{};
};
// One article, which is all WeChat takes (45008).
struct News {
    std::string title{};
    std::string description{};
    std::string url{};
    std::string pic_url{};
};
struct Menu {
    struct Item {
        std::string id{};  // comes back as Text::menu_id of message.h
        std::string content{};
    };
    std::string head{};
    std::vector<Item> items{};
    std::string tail{};
};
struct MiniProgram {
    std::string title{};
    std::string app_id{};
    std::string page_path{};
    std::string thumb_media_id{};
};
using Content = std::variant<Text, Image, Voice, Video, News, Menu, MiniProgram>;

// Sends once: Repeat::never. Throws OutOfLimits, and what Client throws; ApiError with
//   window_closed, window_used_up  the resident must act first (48 h and 5 messages; 1 min and 3 after a click, a follow or a scan)
//   bad_openid, text_too_long
// and MaybeSent when no answer came.
void send(const Client& client, std::string_view openid, const Content& content, Deadline deadline);

// Shows "对方正在输入" or takes it away. May be repeated.
void typing(const Client& client, std::string_view openid, bool on, Deadline deadline);

}  // namespace wechat::custom
