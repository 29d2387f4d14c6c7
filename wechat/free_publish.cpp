#include "wechat/free_publish.h"

namespace wechat::free_publish {

std::string submit(const Client& client, std::string_view media_id, Deadline deadline) {
    if (media_id.empty()) throw OutOfLimits("media_id", "is missing");
    const Json answer = client.post("/cgi-bin/freepublish/submit", JsonWriter().text("media_id", media_id).take(), deadline, Repeat::never);
    return answer.text("publish_id");
}

Job get(const Client& client, std::string_view publish_id, Deadline deadline) {
    const Json answer = client.post("/cgi-bin/freepublish/get", JsonWriter().text("publish_id", publish_id).take(), deadline);
    const std::int64_t state = answer.has("publish_status") ? answer.integer("publish_status") : -1;
    if (state < 0 || state > static_cast<std::int64_t>(State::banned)) throw BadAnswer("no known publish_status in the answer");
    Job job{.state = static_cast<State>(state), .article_id = answer.text("article_id")};
    for (const Json& each : answer.child("article_detail").each("item"))
        job.articles.push_back({each.integer("idx"), each.text("article_url")});
    for (const Json& each : answer.each("fail_idx")) job.failed.push_back(each.own_integer());
    return job;
}

void remove(const Client& client, std::string_view article_id, int index, Deadline deadline) {
    JsonWriter json;
    client.post("/cgi-bin/freepublish/delete", json.text("article_id", article_id).integer("index", index).take(), deadline);
}

std::vector<drafts::Article> get_article(const Client& client, std::string_view article_id, Deadline deadline) {
    const std::string json = JsonWriter().text("article_id", article_id).take();
    return drafts::articles_of(client.post("/cgi-bin/freepublish/getarticle", json, deadline));
}

Page list(const Client& client, std::int64_t offset, int most, Deadline deadline) {
    const Json answer = drafts::batch(client, "/cgi-bin/freepublish/batchget", offset, most, deadline);
    Page page{.total = answer.integer("total_count")};
    for (const Json& each : answer.each("item"))
        page.published.push_back({each.text("article_id"), drafts::articles_of(each.child("content")), each.integer("update_time")});
    return page;
}

}  // namespace wechat::free_publish
