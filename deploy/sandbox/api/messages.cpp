#include <algorithm>

#include "api/handlers.h"

namespace sandbox {
namespace {

std::string medium(const Call& call, const rapidjson::Value& part, const char* key = "media_id") {
    auto id = text_of(part, key);
    require(call.world.media.find(id).has_value(), 40007);
    return id;
}

void write_text(JsonWriter& out, const rapidjson::Value& part) {
    const auto content = text_of(part, "content");
    require(!content.empty(), 44004);
    require(content.size() <= 2048, 45002);
    put(out, "text", content);
}

void write_articles(JsonWriter& out, const rapidjson::Value& part) {
    const auto* articles = member(part, "articles");
    require(articles != nullptr && articles->IsArray() && !articles->Empty(), 44003);
    require(articles->Size() == 1, 45008);
    const auto& article = (*articles)[0];
    require(!text_of(article, "title").empty(), 44004);
    out.Key("articles");
    out.StartArray();
    out.StartObject();
    put(out, "title", text_of(article, "title"));
    put(out, "description", text_of(article, "description"));
    put(out, "pic_url", text_of(article, "picurl"));
    put(out, "url", text_of(article, "url"));
    out.EndObject();
    out.EndArray();
}

void write_choices(JsonWriter& out, const rapidjson::Value& part) {
    const auto* list = member(part, "list");
    require(list != nullptr && list->IsArray() && !list->Empty(), 44004);
    put(out, "text", text_of(part, "head_content"));
    put(out, "tail", text_of(part, "tail_content"));
    out.Key("choices");
    out.StartArray();
    for (const auto& item : list->GetArray()) {
        require(!text_of(item, "id").empty() && !text_of(item, "content").empty(), 44004);
        out.StartObject();
        put(out, "id", text_of(item, "id"));
        put(out, "content", text_of(item, "content"));
        out.EndObject();
    }
    out.EndArray();
}

// The bubble as the phone draws it, by the message's type.
std::string bubble_of(Call& call) {
    const auto type = text_of(call.body, "msgtype");
    const auto* part = member(call.body, type.c_str());
    if (type == "mpnews" && part != nullptr) return article_bubble(call, draft_of(call, text_of(*part, "media_id")));
    return object([&](JsonWriter& out) {
        put(out, "kind", type);
        if (type.empty() || part == nullptr || !part->IsObject()) throw Refusal{40008, {}};
        if (type == "text") {
            write_text(out, *part);
        } else if (type == "image" || type == "voice") {
            put(out, "media_id", medium(call, *part));
        } else if (type == "video") {
            put(out, "media_id", medium(call, *part));
            put(out, "text", text_of(*part, "title"));
        } else if (type == "music") {
            put(out, "media_id", medium(call, *part, "thumb_media_id"));
            put(out, "text", text_of(*part, "title"));
        } else if (type == "news") {
            write_articles(out, *part);
        } else if (type == "mpnewsarticle") {
            require(!text_of(*part, "article_id").empty(), 53600);
        } else if (type == "msgmenu") {
            write_choices(out, *part);
        } else if (type == "miniprogrampage") {
            require(!text_of(*part, "appid").empty(), 40013);
            require(!text_of(*part, "pagepath").empty(), 40165);
            put(out, "text", text_of(*part, "title"));
            put(out, "media_id", medium(call, *part, "thumb_media_id"));
        } else if (type == "wxcard") {
            put(out, "text", text_of(*part, "card_id"));
        } else {
            throw Refusal{40008, {}};
        }
    });
}

}  // namespace

Answer send_custom(Call& call) {
    auto& resident = follower(call, text_of(call.body, "touser"));
    require(!resident.blacklisted, 43019);
    if (const auto* service = member(call.body, "customservice"); service != nullptr) {
        require(text_of(*service, "kf_account").find('@') != std::string::npos, 61452);
    }
    auto bubble = bubble_of(call);
    const auto sending = take_message(resident, call.now);
    require(sending != Sending::closed, 45015);
    require(sending != Sending::used_up, 45047);
    resident.typing_until = 0;
    show(call, resident.openid, std::move(bubble));
    return done();
}

Answer show_typing(Call& call) {
    auto& resident = follower(call, text_of(call.body, "touser"));
    const auto command = text_of(call.body, "command");
    require(command == "Typing" || command == "CancelTyping", 45072);
    const auto message = resident.windows.find("message");
    require(message != resident.windows.end() && message->second.until > call.now, 45080);
    const bool typing = command == "Typing";
    require(!typing || resident.typing_until <= call.now, 45081);
    resident.typing_until = typing ? call.now + 15 * second : 0;
    Note note{"typing", resident.openid, {}, Clock{}.now()};
    note.detail = typing ? R"({"on":true})" : R"({"on":false})";
    call.world.journal.add(std::move(note));
    return done();
}

}  // namespace sandbox
