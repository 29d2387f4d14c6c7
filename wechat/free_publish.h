// Publishing (发布): a draft becomes an article with an address of its own, and nobody is sent anything.
//
// An account that is not verified has no permission for these calls (no_permission).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/drafts.h"

namespace wechat::free_publish {

// Hands in a draft; the job's id, which PublishJobFinish carries later. Accepted is not published. Not repeated when unanswered
// (MaybeSent). Refusals of their own: draft_unchecked, draft_in_console, draft_unsaved.
std::string submit(const Client& client, std::string_view media_id, Deadline deadline);

enum class State { published, publishing, original_check_failed, failed, audit_failed, removed, banned };
struct Job {
    struct Article {
        std::int64_t index = 0;  // from 1
        std::string url{};
    };
    State state = State::publishing;
    std::string article_id{};  // once published
    std::vector<Article> articles{};
    std::vector<std::int64_t> failed{};  // which articles stand in the way
};
// Throws BadAnswer for a state that is not in State.
Job get(const Client& client, std::string_view publish_id, Deadline deadline);

// For good, also for who has the address; the article counts from 1, 0: all. bad_article_id.
void remove(const Client& client, std::string_view article_id, int index, Deadline deadline);
std::vector<drafts::Article> get_article(const Client& client, std::string_view article_id, Deadline deadline);

struct Published {
    std::string article_id{};
    std::vector<drafts::Article> articles{};
    std::int64_t updated_at = 0;  // unix seconds
};
struct Page {
    std::int64_t total = 0;
    std::vector<Published> published{};
};
// `most`: 1 to 20. Throws OutOfLimits.
Page list(const Client& client, std::int64_t offset, int most, Deadline deadline);

}  // namespace wechat::free_publish
