#include <iterator>

#include "api/handlers.h"
#include "envelope.h"

namespace sandbox {
namespace {

constexpr std::size_t most_drafts = 1'000;
constexpr std::size_t most_articles = 8;

}  // namespace

Answer add_draft(Call& call) {
    const auto* articles = member(call.body, "articles");
    require(articles != nullptr && articles->IsArray() && !articles->Empty(), 44003);
    require(articles->Size() <= most_articles, 45008);
    Draft draft{{}, call.now};
    for (const auto& article : articles->GetArray()) draft.articles.push_back(article_from(call, article));
    auto& drafts = call.state.articles.drafts;
    require(drafts.size() < most_drafts, 45009);
    const auto id = "draft-" + random_text(58);
    drafts[id] = std::move(draft);
    return found([&](JsonWriter& out) { put(out, "media_id", id); });
}

Answer get_draft(Call& call) {
    const auto& draft = draft_of(call, text_of(call.body, "media_id"));
    return found([&](JsonWriter& out) { write_news(out, call, draft.articles); });
}

Answer delete_draft(Call& call) {
    const auto id = text_of(call.body, "media_id");
    static_cast<void>(draft_of(call, id));
    call.state.articles.drafts.erase(id);
    return done();
}

Answer update_draft(Call& call) {
    auto& draft = draft_of(call, text_of(call.body, "media_id"));
    const double index = number_of(call.body, "index", -1);
    require(index >= 0 && index < static_cast<double>(draft.articles.size()), 40035);
    const auto* article = member(call.body, "articles");
    require(article != nullptr && article->IsObject(), 44003);
    draft.articles[static_cast<std::size_t>(index)] = article_from(call, *article);
    draft.updated = call.now;
    return done();
}

Answer count_drafts(Call& call) {
    return found([&](JsonWriter& out) { put(out, "total_count", call.state.articles.drafts.size()); });
}

Answer list_drafts(Call& call) {
    const auto& drafts = call.state.articles.drafts;
    const auto [first, last] = page_of(call, drafts.size());
    return found([&](JsonWriter& out) {
        put(out, "total_count", drafts.size());
        put(out, "item_count", last - first);
        out.Key("item");
        out.StartArray();
        auto at = std::next(drafts.begin(), static_cast<std::ptrdiff_t>(first));
        for (auto n = first; n < last; ++n, ++at) {
            out.StartObject();
            put(out, "media_id", at->first);
            out.Key("content");
            out.StartObject();
            write_news(out, call, at->second.articles);
            out.EndObject();
            put(out, "update_time", at->second.updated / second);
            out.EndObject();
        }
        out.EndArray();
    });
}

}  // namespace sandbox
