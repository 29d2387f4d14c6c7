#include "api/articles.h"

#include <algorithm>
#include <regex>

#include "api/call.h"

namespace sandbox {
namespace {

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string first_characters(const std::string& text, std::size_t most) {
    std::size_t end = 0;
    for (std::size_t n = 0; end < text.size(); ++end) {
        if ((text[end] & '\xC0') != '\x80' && n++ == most) break;
    }
    return text.substr(0, end);
}

bool is_on(const rapidjson::Value& json, const char* key) { return number_of(json, key, 0) == 1; }

// Scripts go, and so do pictures that were not uploaded for articles.
std::string cleaned(const std::string& html) {
    static const std::regex script(R"(<script[\s\S]*?</script\s*>)", std::regex::icase);
    static const std::regex foreign(R"(<img(?![^>]*\ssrc=["']https?://mmbiz\.qpic\.cn/)[^>]*>)", std::regex::icase);
    return std::regex_replace(std::regex_replace(html, script, ""), foreign, "");
}

std::string text_in(const std::string& html) { return std::regex_replace(html, std::regex("<[^>]*>"), ""); }

std::string picture_url(const Call& call, const std::string& media_id) { return "http://" + call.header("Host") + "/media/" + media_id; }

}  // namespace

DraftArticle article_from(const Call& call, const rapidjson::Value& json) {
    require(json.IsObject(), 47001);
    require(text_of(json, "article_type", "news") == "news", 40097, "invalid args: article_type");
    DraftArticle article{text_of(json, "title"),
                         text_of(json, "author"),
                         text_of(json, "digest"),
                         text_of(json, "content"),
                         text_of(json, "content_source_url"),
                         text_of(json, "thumb_media_id"),
                         is_on(json, "need_open_comment"),
                         is_on(json, "only_fans_can_comment")};
    require(!article.title.empty() && characters(article.title) <= 32, 45003);
    require(characters(article.author) <= 16, 45110);
    require(characters(article.digest) <= 128, 45004);
    require(!article.content.empty(), 44004);
    require(characters(article.content) < 20'000 && article.content.size() < (1U << 20U), 45002);
    require(article.source_url.size() <= 1024, 45005);
    const auto cover = call.world.media.find(article.thumb_media_id);
    // Only what is kept for good can be a cover.
    require(cover && cover->until == 0 && cover->type.rfind("image/", 0) == 0, 40007);
    article.content = cleaned(article.content);
    if (article.digest.empty()) article.digest = first_characters(text_in(article.content), 54);
    return article;
}

Draft& draft_of(Call& call, const std::string& media_id) {
    const auto found = call.state.articles.drafts.find(media_id);
    require(found != call.state.articles.drafts.end(), 40007);
    return found->second;
}

void write_news(JsonWriter& out, const Call& call, const std::vector<DraftArticle>& articles) {
    out.Key("news_item");
    out.StartArray();
    for (const auto& article : articles) {
        out.StartObject();
        put(out, "article_type", "news");
        put(out, "title", article.title);
        put(out, "author", article.author);
        put(out, "digest", article.digest);
        put(out, "content", article.content);
        put(out, "content_source_url", article.source_url);
        put(out, "thumb_media_id", article.thumb_media_id);
        put(out, "thumb_url", picture_url(call, article.thumb_media_id));
        put(out, "need_open_comment", article.comments ? 1 : 0);
        put(out, "only_fans_can_comment", article.fans_only ? 1 : 0);
        put(out, "url", "http://mp.weixin.qq.com/s?sandbox=" + article.thumb_media_id);
        out.EndObject();
    }
    out.EndArray();
}

std::string article_bubble(const Call& call, const Draft& draft) {
    return object([&](JsonWriter& out) {
        put(out, "kind", "mpnews");
        out.Key("articles");
        out.StartArray();
        for (const auto& article : draft.articles) {
            out.StartObject();
            put(out, "title", article.title);
            put(out, "description", article.digest);
            put(out, "pic_url", picture_url(call, article.thumb_media_id));
            put(out, "url", article.source_url);
            out.EndObject();
        }
        out.EndArray();
    });
}

std::pair<std::size_t, std::size_t> page_of(const Call& call, std::size_t length) {
    const double offset = number_of(call.body, "offset", -1), count = number_of(call.body, "count", 0);
    require(offset >= 0 && offset <= 1e6 && count >= 1 && count <= 20, 40035);
    const auto first = std::min(length, static_cast<std::size_t>(offset));
    return {first, std::min(length, first + static_cast<std::size_t>(count))};
}

}  // namespace sandbox
