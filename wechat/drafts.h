// Drafts (草稿箱): articles before they are sent to followers or published, after which WeChat takes them out of the box.
//
// An account that is not verified has no permission for these calls (no_permission).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/client.h"

namespace wechat::drafts {

struct Article {
    std::string title{};           // 1 to 32 characters
    std::string author{};          // at most 16
    std::string digest{};          // at most 128; without one WeChat takes the first 54 of the text. Of a single article only
    std::string content{};         // HTML, under 20,000 characters and 1 MB; WeChat drops scripts, and pictures that are not its own
    std::string source_url{};      // 阅读原文; at most 1 KB
    std::string thumb_media_id{};  // the cover: media::keep
    bool comments = false;
    bool followers_comment = false;  // only they
    std::string url{};               // where it can be read; of what WeChat gives back
};
// Throws OutOfLimits. add, update and check itself refuse the same.
void check(const Article& article);

// 1 to 8 articles; the draft's media id, which changes with every update in the console. Not repeated when unanswered (MaybeSent).
std::string add(const Client& client, const std::vector<Article>& articles, Deadline deadline);
// Throws ApiError (bad_media_id) for a draft that is not, or no longer, in the box.
std::vector<Article> get(const Client& client, std::string_view media_id, Deadline deadline);
// The article at `index`, from 0.
void update(const Client& client, std::string_view media_id, int index, const Article& article, Deadline deadline);
void remove(const Client& client, std::string_view media_id, Deadline deadline);
std::int64_t count(const Client& client, Deadline deadline);

struct Draft {
    std::string media_id{};
    std::vector<Article> articles{};
    std::int64_t updated_at = 0;  // unix seconds
};
struct Page {
    std::int64_t total = 0;
    std::vector<Draft> drafts{};
};
// `most`: 1 to 20. Throws OutOfLimits.
Page list(const Client& client, std::int64_t offset, int most, Deadline deadline);

// For whoever lists the like: what that interface answers, and the articles of a `news_item` in it. `most`: 1 to 20. Throws OutOfLimits.
Json batch(const Client& client, std::string_view path, std::int64_t offset, int most, Deadline deadline);
std::vector<Article> articles_of(const Json& holder);

}  // namespace wechat::drafts
