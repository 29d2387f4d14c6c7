#include <algorithm>

#include "api/handlers.h"
#include "envelope.h"

namespace sandbox {
namespace {

constexpr int published = 0;
constexpr int audit_failed = 4;
constexpr int all_removed = 5;

std::string url_of(const Publication& publication, std::size_t index) {
    return "http://mp.weixin.qq.com/s/" + publication.article_id + "?idx=" + std::to_string(index);
}

// By article_id, in sight: or 53600.
Publication& publication_of(Call& call) {
    const auto id = text_of(call.body, "article_id");
    for (auto& [publish_id, publication] : call.state.articles.publications) {
        if (publication.status == published && publication.article_id == id) return publication;
    }
    throw Refusal{53600};
}

std::string event_fields(const std::string& publish_id, const Publication& publication) {
    std::string fields = "<PublishEventInfo><publish_id>" + publish_id + "</publish_id><publish_status>" +
                         std::to_string(publication.status) + "</publish_status>";
    const auto count = publication.draft.articles.size();
    if (publication.status == published) {
        fields += "<article_id>" + publication.article_id + "</article_id><article_detail><count>" + std::to_string(count) + "</count>";
        for (std::size_t n = 1; n <= count; ++n)
            fields += "<item><idx>" + std::to_string(n) + "</idx><article_url>" + url_of(publication, n) + "</article_url></item>";
        fields += "</article_detail>";
    } else {
        fields += "<fail_idx>1</fail_idx>";
    }
    return fields + "</PublishEventInfo>";
}

void write_published(JsonWriter& out, const Call& call, const Publication& publication) {
    std::vector<DraftArticle> shown;
    for (std::size_t n = 0; n < publication.removed.size(); ++n) {
        if (!publication.removed[n]) shown.push_back(publication.draft.articles[n]);
    }
    write_news(out, call, shown);
}

}  // namespace

Answer submit_publication(Call& call) {
    const auto media_id = text_of(call.body, "media_id");
    const auto& draft = draft_of(call, media_id);
    const auto publish_id = std::to_string(++call.state.next_id);
    Publication publication{call.moderated ? audit_failed : published, random_text(32), draft, {}};
    publication.removed.resize(draft.articles.size());
    // What was published has left the box.
    if (publication.status == published) call.state.articles.drafts.erase(media_id);
    Request event;
    event.openid = "oSandboxPlatform000000000000";
    event.type = "event";
    event.event = "PUBLISHJOBFINISH";
    event.fields = event_fields(publish_id, publication);
    call.world.push(event);
    auto& all = call.state.articles.publications;
    all[publish_id] = std::move(publication);
    if (all.size() > 1000) all.erase(all.begin());
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        put(out, "publish_id", publish_id);
        put(out, "msg_data_id", call.state.next_id + 1'000'000'000);
    });
}

Answer get_publication(Call& call) {
    const auto id = text_of(call.body, "publish_id");
    const auto& all = call.state.articles.publications;
    const auto job = all.find(id);
    require(job != all.end(), 40035, "invalid parameter publish_id");
    const auto& publication = job->second;
    return found([&](JsonWriter& out) {
        put(out, "publish_id", id);
        put(out, "publish_status", publication.status);
        if (publication.status == published) {
            put(out, "article_id", publication.article_id);
            out.Key("article_detail");
            out.StartObject();
            put(out, "count", publication.draft.articles.size());
            out.Key("item");
            out.StartArray();
            for (std::size_t n = 1; n <= publication.draft.articles.size(); ++n) {
                out.StartObject();
                put(out, "idx", n);
                put(out, "article_url", url_of(publication, n));
                out.EndObject();
            }
            out.EndArray();
            out.EndObject();
        }
        out.Key("fail_idx");
        out.StartArray();
        if (publication.status == audit_failed) out.Int(1);
        out.EndArray();
    });
}

Answer delete_publication(Call& call) {
    auto& publication = publication_of(call);
    const double index = number_of(call.body, "index", 0);
    require(index >= 0 && index <= static_cast<double>(publication.removed.size()), 40035);
    for (std::size_t n = 0; n < publication.removed.size(); ++n) {
        if (index == 0 || static_cast<double>(n + 1) == index) publication.removed[n] = true;
    }
    const bool is_empty = std::all_of(publication.removed.begin(), publication.removed.end(), [](bool gone) { return gone; });
    if (is_empty) publication.status = all_removed;
    return done();
}

Answer get_published(Call& call) {
    const auto& publication = publication_of(call);
    return found([&](JsonWriter& out) { write_published(out, call, publication); });
}

Answer list_published(Call& call) {
    std::vector<const Publication*> all;
    for (const auto& [id, publication] : call.state.articles.publications) {
        if (publication.status == published) all.push_back(&publication);
    }
    const auto [first, last] = page_of(call, all.size());
    return found([&](JsonWriter& out) {
        put(out, "total_count", all.size());
        put(out, "item_count", last - first);
        out.Key("item");
        out.StartArray();
        for (auto n = first; n < last; ++n) {
            out.StartObject();
            put(out, "article_id", all[n]->article_id);
            out.Key("content");
            out.StartObject();
            write_published(out, call, *all[n]);
            out.EndObject();
            put(out, "update_time", all[n]->draft.updated / second);
            out.EndObject();
        }
        out.EndArray();
    });
}

}  // namespace sandbox
