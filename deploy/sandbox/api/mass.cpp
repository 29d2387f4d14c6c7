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
std::string bubble_of(const Call& call) {
    const auto type = text_of(call.body, "msgtype");
    const auto* part = member(call.body, type.c_str());
    require(part != nullptr && part->IsObject(), 40008);
    return object([&](JsonWriter& out) {
        if (type == "text") {
            const auto content = text_of(*part, "content");
            require(!content.empty(), 44004);
            require(content.size() <= 2048, 45002);
            put(out, "kind", "text");
            put(out, "text", content);
            return;
        }
        require(type == "image" || type == "voice" || type == "mpvideo" || type == "mpnews", 40008);
        const auto id = text_of(*part, "media_id");
        require(call.world.media.find(id).has_value(), 40007);
        put(out, "kind", type);
        put(out, "media_id", id);
    });
}

Answer send(Call& call, const std::vector<std::string>& to) {
    const auto client_id = text_of(call.body, "clientmsgid");
    require(client_id.size() <= longest_client_id, 45067);
    if (!client_id.empty()) {
        for (const auto& mass : call.state.mass) {
            if (mass.client_id == client_id) throw Refusal{45065, "clientmsgid exist, msg_id " + std::to_string(mass.id)};
        }
    }
    const auto bubble = bubble_of(call);
    int sent = 0;
    for (const auto& openid : to) {
        const Resident* resident = call.state.residents.find(openid);
        if (resident == nullptr || !resident->follows) continue;
        show(call, openid, bubble);
        ++sent;
    }
    const Mass mass{++call.state.next_id, client_id, "SEND_SUCCESS"};
    call.state.mass.push_back(mass);
    if (call.state.mass.size() > 1000) call.state.mass.erase(call.state.mass.begin());
    const auto tag = [](const char* name, const std::string& value) { return std::string("<") + name + ">" + value + "</" + name + ">"; };
    Request event;
    event.openid = "oSandboxPlatform000000000000";
    event.type = "event";
    event.event = "MASSSENDJOBFINISH";
    event.fields = tag("MsgID", std::to_string(mass.id)) + tag("Status", "send success") + tag("TotalCount", std::to_string(to.size())) +
                   tag("FilterCount", std::to_string(to.size())) + tag("SentCount", std::to_string(sent)) +
                   tag("ErrorCount", std::to_string(static_cast<int>(to.size()) - sent));
    call.world.push(event);
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "send job submission success");
        put(out, "msg_id", mass.id);
        put(out, "msg_data_id", mass.id + 1'000'000'000);
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
    const auto& resident = follower(call, text_of(call.body, "touser"));
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
    mass->status = "DELETE";
    return done();
}

}  // namespace sandbox
