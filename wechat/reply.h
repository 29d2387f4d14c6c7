// The passive replies an account may give to a push (protocol §4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "wechat/message.h"

namespace wechat {

inline constexpr std::size_t max_text_bytes = 2048;  // measured, not documented (MamaShip/Observer#77)

// "Nothing to say": WeChat neither retries nor shows an error.
struct Success {};
struct TextReply {
    std::string content;
};
struct ImageReply {
    std::string media_id;
};
struct VoiceReply {
    std::string media_id;
};
struct VideoReply {
    std::string media_id;
    std::string title{};
    std::string description{};
};
struct MusicReply {
    std::string thumb_media_id;
    std::string title{};
    std::string description{};
    std::string url{};
    std::string hq_url{};
};
struct Article {
    std::string title;
    std::string description{};
    std::string pic_url{};
    std::string url{};
};
struct NewsReply {
    std::vector<Article> articles;
};
// Hands the resident to a human; an empty account means any.
struct TransferReply {
    std::string kf_account{};
};

using Reply = std::variant<Success, TextReply, ImageReply, VoiceReply, VideoReply, MusicReply, NewsReply, TransferReply>;

// The XML that answers `to` (sender and receiver swapped), or "success". `now` is unix seconds. Whatever the strings hold, the result
// is well-formed and says the same text. Limits are kept as a last resort: text is cut at a character boundary to max_text_bytes, news to 1
// article for ordinary messages and 8 for events. NewsReply without articles renders as "success".
std::string render(const Reply& reply, const Message& to, std::int64_t now);

}  // namespace wechat
