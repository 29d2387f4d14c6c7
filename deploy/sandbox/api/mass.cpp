#include <algorithm>

#include "api/handlers.h"

namespace sandbox {
namespace {

constexpr std::size_t longest_client_id = 63;  // 64 is promised; 64 is refused

Mass* find(State& state, const rapidjson::Value& body) {
    const auto id = static_cast<std::uint64_t>(std::max(0.0, number_of(body, "msg_id", 0)));
    const auto text = text_of(body, "msg_id");
    const auto it =
        std::find_if(state.mass.begin(), state.mass.end(), [&](const Mass& m) { return m.id == id || std::to_string(m.id) == text; });
    return it == state.mass.end() ? nullptr : &*it;
}

// The bubble everybody gets.
std::string bubble_of(Call& call) {
    const auto type = text_of(call.body, "msgtype");
    const auto* part = member(call.body, type.c_str());
    require(part != nullptr && part->IsObject(), 40008);
    if (type == "mpnews") return article_bubble(call, draft_of(call, text_of(*part, "media_id")));
    return object([&](JsonWriter& out) {
        if (type == "text") {
            const auto content = text_of(*part, "content");
            require(!content.empty(), 44004);
            require(content.size() <= 2048, 45002);
            put(out, "kind", "text");
            put(out, "text", content);
            return;
        }
        require(type == "image" || type == "voice" || type == "mpvideo", 40008);
        const auto id = text_of(*part, "media_id");
        require(call.world.media.find(id).has_value(), 40007);
        put(out, "kind", type);
        put(out, "media_id", id);
    });
}

void check_client_id(const Call& call, const std::string& client_id) {
    require(client_id.size() <= longest_client_id, 45067);
    for (const auto& mass : call.state.mass) {
        if (!client_id.empty() && mass.client_id == client_id && call.now - mass.at < day)
            throw Refusal{45065, "clientmsgid exist, msg_id " + std::to_string(mass.id)};
    }
}

// How many of them were meant, were left after those whom nothing more may be sent, and have it on their phones.
struct Reach {
    std::size_t total = 0;
    std::size_t filtered = 0;
    std::size_t sent = 0;
};

Reach deliver(const Call& call, const std::vector<std::string>& to, const std::string& bubble) {
    Reach reach{to.size()};
    if (call.moderated) return reach;
    for (const auto& openid : to) {
        Resident* resident = call.state.residents.find(openid);
        if (resident == nullptr || !resident->follows || resident->blacklisted || !take_mass_message(*resident, call.now)) continue;
        ++reach.filtered;
        show(call, openid, bubble);
        ++reach.sent;
    }
    return reach;
}

void push_result(const Call& call, const Mass& mass, const Reach& reach) {
    const auto tag = [](const char* name, const std::string& value) { return std::string("<") + name + ">" + value + "</" + name + ">"; };
    const auto count = [&](const char* name, std::size_t n) { return tag(name, std::to_string(n)); };
    Request event;
    event.openid = "oSandboxPlatform000000000000";
    event.type = "event";
    event.event = "MASSSENDJOBFINISH";
    event.fields = count("MsgID", mass.id) + tag("Status", call.moderated ? "err(20001)" : "send success") +
                   count("TotalCount", reach.total) + count("FilterCount", reach.filtered) + count("SentCount", reach.sent) +
                   count("ErrorCount", reach.filtered - reach.sent);
    call.world.push(event);
}

Answer send(Call& call, const std::vector<std::string>& to) {
    const auto client_id = text_of(call.body, "clientmsgid");
    check_client_id(call, client_id);
    const auto bubble = bubble_of(call);
    const bool is_article = text_of(call.body, "msgtype") == "mpnews";
    const auto reach = deliver(call, to, bubble);
    const Mass mass{++call.state.next_id, client_id, call.moderated ? "SEND_FAIL" : "SEND_SUCCESS", call.now, is_article};
    call.state.mass.push_back(mass);
    if (call.state.mass.size() > 1000) call.state.mass.erase(call.state.mass.begin());
    // A draft that was sent has left the box.
    if (is_article && !call.moderated) call.state.articles.drafts.erase(text_of(call.body["mpnews"], "media_id"));
    push_result(call, mass, reach);
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "send job submission success");
        put(out, "msg_id", mass.id);
        if (is_article) put(out, "msg_data_id", mass.id + 1'000'000'000);
    });
}

}  // namespace

Answer send_to_all(Call& call) {
    const auto* filter = member(call.body, "filter");
    require(filter != nullptr && filter->IsObject(), 40097);
    const auto* all = member(*filter, "is_to_all");
    auto to = call.state.residents.followers();
    if (all == nullptr || !all->IsTrue()) {
        const int tag = static_cast<int>(number_of(*filter, "tag_id", 0));
        require(call.state.tags.count(tag) != 0, 45159);
        std::erase_if(to, [&](const std::string& openid) { return call.state.residents.find(openid)->tags.count(tag) == 0; });
    }
    return send(call, to);
}

Answer send_to_some(Call& call) {
    const auto* list = member(call.body, "touser");
    require(list != nullptr && list->IsArray() && list->Size() >= 2 && list->Size() <= 10'000, 40032);
    std::vector<std::string> to;
    for (const auto& one : list->GetArray()) to.emplace_back(one.IsString() ? one.GetString() : "");
    return send(call, to);
}

Answer preview_mass(Call& call) {
    // The name goes before the openid when both are given.
    auto openid = text_of(call.body, "touser");
    if (const auto name = text_of(call.body, "towxname"); !name.empty()) {
        const Resident* named = call.state.residents.named(name);
        require(named != nullptr, 40132);
        openid = named->openid;
    }
    const auto& resident = follower(call, openid);
    show(call, resident.openid, bubble_of(call));
    return {R"({"errcode":0,"errmsg":"preview success","msg_id":)" + std::to_string(++call.state.next_id) + "}"};
}

Answer get_mass(Call& call) {
    const Mass* mass = find(call.state, call.body);
    require(mass != nullptr, 40097);
    return found([&](JsonWriter& out) {
        put(out, "msg_id", mass->id);
        put(out, "msg_status", mass->status);
    });
}

Answer delete_mass(Call& call) {
    Mass* mass = find(call.state, call.body);
    require(mass != nullptr, 40097);
    // What is no article is on the telephones for good.
    require(mass->is_article, 40008);
    mass->status = "DELETE";
    return done();
}

}  // namespace sandbox
