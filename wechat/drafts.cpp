#include "wechat/drafts.h"

#include "wechat/utf8.h"

namespace wechat::drafts {
namespace {

void at_most(const char* field, std::size_t length, std::size_t most, const char* unit) {
    if (length > most) throw OutOfLimits(field, "at most " + std::to_string(most) + " " + unit + ", not " + std::to_string(length));
}

void present(const char* field, std::string_view value) {
    if (value.empty()) throw OutOfLimits(field, "is missing");
}

JsonWriter& write(JsonWriter& json, const Article& article) {
    return json.text("article_type", "news")
        .text("title", article.title)
        .text_if("author", article.author)
        .text_if("digest", article.digest)
        .text("content", article.content)
        .text_if("content_source_url", article.source_url)
        .text("thumb_media_id", article.thumb_media_id)
        .integer("need_open_comment", article.comments)
        .integer("only_fans_can_comment", article.followers_comment);
}

Article read(const Json& article) {
    return {.title = article.text("title"),
            .author = article.text("author"),
            .digest = article.text("digest"),
            .content = article.text("content"),
            .source_url = article.text("content_source_url"),
            .thumb_media_id = article.text("thumb_media_id"),
            .comments = article.integer("need_open_comment") == 1,
            .followers_comment = article.integer("only_fans_can_comment") == 1,
            .url = article.text("url")};
}

}  // namespace

void check(const Article& article) {
    present("title", article.title);
    present("content", article.content);
    present("thumb_media_id", article.thumb_media_id);
    at_most("title", code_points(article.title), 32, "characters");
    at_most("author", code_points(article.author), 16, "characters");
    at_most("digest", code_points(article.digest), 128, "characters");
    at_most("content", code_points(article.content), 19'999, "characters");
    at_most("content", article.content.size(), (1 << 20) - 1, "bytes");
    at_most("content_source_url", article.source_url.size(), 1024, "bytes");
}

std::string add(const Client& client, const std::vector<Article>& articles, Deadline deadline) {
    if (articles.empty() || articles.size() > 8) throw OutOfLimits("articles", "1 to 8, not " + std::to_string(articles.size()));
    for (const Article& article : articles) check(article);
    JsonWriter json;
    json.open_list("articles");
    for (const Article& article : articles) write(json.open(), article).close();
    json.close_list();
    const std::string media_id = client.post("/cgi-bin/draft/add", json.take(), deadline, Repeat::never).text("media_id");
    if (media_id.empty()) throw BadAnswer("no media id in the answer");
    return media_id;
}

std::vector<Article> get(const Client& client, std::string_view media_id, Deadline deadline) {
    return articles_of(client.post("/cgi-bin/draft/get", JsonWriter().text("media_id", media_id).take(), deadline));
}

void update(const Client& client, std::string_view media_id, int index, const Article& article, Deadline deadline) {
    check(article);
    JsonWriter json;
    json.text("media_id", media_id).integer("index", index).open("articles");
    client.post("/cgi-bin/draft/update", write(json, article).close().take(), deadline);
}

void remove(const Client& client, std::string_view media_id, Deadline deadline) {
    client.post("/cgi-bin/draft/delete", JsonWriter().text("media_id", media_id).take(), deadline);
}

std::int64_t count(const Client& client, Deadline deadline) {
    return client.get("/cgi-bin/draft/count", {}, deadline).integer("total_count");
}

Json batch(const Client& client, std::string_view path, std::int64_t offset, int most, Deadline deadline) {
    if (most < 1 || most > 20) throw OutOfLimits("count", "1 to 20, not " + std::to_string(most));
    const std::string json = JsonWriter().integer("offset", offset).integer("count", most).integer("no_content", 0).take();
    return client.post(path, json, deadline);
}

Page list(const Client& client, std::int64_t offset, int most, Deadline deadline) {
    const Json answer = batch(client, "/cgi-bin/draft/batchget", offset, most, deadline);
    Page page{.total = answer.integer("total_count")};
    for (const Json& each : answer.each("item"))
        page.drafts.push_back({each.text("media_id"), articles_of(each.child("content")), each.integer("update_time")});
    return page;
}

std::vector<Article> articles_of(const Json& holder) {
    std::vector<Article> articles;
    for (const Json& each : holder.each("news_item")) articles.push_back(read(each));
    return articles;
}

}  // namespace wechat::drafts
