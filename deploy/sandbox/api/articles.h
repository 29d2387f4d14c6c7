// Articles of the account: drafts in the box, and what was published.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/clock.h"
#include "json.h"

namespace sandbox {

struct Call;

struct DraftArticle {
    std::string title;
    std::string author;
    std::string digest;
    std::string content;
    std::string source_url;
    std::string thumb_media_id;
    bool comments = false;
    bool fans_only = false;
};

struct Draft {
    std::vector<DraftArticle> articles;
    Ms updated = 0;
};

// A draft that was handed in for publishing, and the article it became.
struct Publication {
    int status = 0;  // 0 published, 4 the audit failed, 5 removed
    std::string article_id;
    Draft draft;
    std::vector<bool> removed;
};

struct Articles {
    std::map<std::string, Draft> drafts;              // by media_id
    std::map<std::string, Publication> publications;  // by publish_id
};

// As the account wrote it. Throws Refusal for what WeChat does not take.
DraftArticle article_from(const Call& call, const rapidjson::Value& json);
// The draft of this media_id, or 40007.
Draft& draft_of(Call& call, const std::string& media_id);
void write_news(JsonWriter& out, const Call& call, const std::vector<DraftArticle>& articles);
// {"kind": "mpnews", …}: as the phone draws it.
std::string article_bubble(const Call& call, const Draft& draft);
// {"offset", "count"} of a call for a page of a list: checked, and [first, last) of a list so long.
std::pair<std::size_t, std::size_t> page_of(const Call& call, std::size_t length);

}  // namespace sandbox
