#include <algorithm>

#include "api/handlers.h"

namespace sandbox {
namespace {

constexpr int first_own = 100;  // WeChat keeps 0, 1 and 2 for itself

std::string name_in(const Call& call) {
    const auto* tag = member(call.body, "tag");
    const auto name = tag == nullptr ? std::string{} : text_of(*tag, "name");
    require(!name.empty(), 45157);
    require(name.size() <= 30, 45158);
    for (const auto& [id, other] : call.state.tags) require(other != name, 45157);
    return name;
}

int tag_in(const Call& call, const rapidjson::Value& object, const char* key) {
    const int id = static_cast<int>(number_of(object, key, -1));
    require(id < 0 || id >= first_own, 45058);
    require(call.state.tags.count(id) != 0, 45159);
    return id;
}

std::vector<std::string> openids_in(const Call& call, std::size_t most) {
    const auto* list = member(call.body, "openid_list");
    require(list != nullptr && list->IsArray() && !list->Empty() && list->Size() <= most, 40032);
    std::vector<std::string> openids;
    for (const auto& one : list->GetArray()) openids.push_back(one.IsString() ? one.GetString() : "");
    return openids;
}

std::size_t members(const Call& call, int tag) {
    const auto all = call.state.residents.all();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [tag](const Resident* r) { return r->follows && r->tags.count(tag) != 0; }));
}

template <typename Chosen>
Answer openid_page(const Call& call, Chosen chosen) {
    std::vector<std::string> openids;
    for (const auto* resident : call.state.residents.all()) {
        if (chosen(*resident)) openids.push_back(resident->openid);
    }
    return found([&](JsonWriter& out) {
        put(out, "total", openids.size());
        put(out, "count", openids.size());
        out.Key("data");
        out.StartObject();
        out.Key("openid");
        out.StartArray();
        for (const auto& openid : openids) put(out, openid);
        out.EndArray();
        out.EndObject();
        put(out, "next_openid", openids.empty() ? std::string{} : openids.back());
    });
}

template <typename Change>
Answer change_members(Call& call, std::size_t most, Change change) {
    const auto openids = openids_in(call, most);
    for (const auto& openid : openids) static_cast<void>(follower(call, openid));
    for (const auto& openid : openids) change(follower(call, openid));
    return done();
}

}  // namespace

Answer create_tag(Call& call) {
    const auto name = name_in(call);
    require(call.state.tags.size() < 100, 45056);
    const int id = call.state.tags.empty() ? first_own : call.state.tags.rbegin()->first + 1;
    call.state.tags[id] = name;
    return found([&](JsonWriter& out) {
        out.Key("tag");
        out.StartObject();
        put(out, "id", id);
        put(out, "name", name);
        out.EndObject();
    });
}

Answer list_tags(Call& call) {
    return found([&](JsonWriter& out) {
        out.Key("tags");
        out.StartArray();
        for (const auto& [id, name] : call.state.tags) {
            out.StartObject();
            put(out, "id", id);
            put(out, "name", name);
            put(out, "count", members(call, id));
            out.EndObject();
        }
        out.EndArray();
    });
}

Answer rename_tag(Call& call) {
    const auto* tag = member(call.body, "tag");
    require(tag != nullptr, 45159);
    const int id = tag_in(call, *tag, "id");
    call.state.tags[id] = name_in(call);
    return done();
}

Answer delete_tag(Call& call) {
    const auto* tag = member(call.body, "tag");
    require(tag != nullptr, 45159);
    const int id = tag_in(call, *tag, "id");
    call.state.tags.erase(id);
    for (auto* resident : call.state.residents.all()) resident->tags.erase(id);
    return done();
}

Answer tags_of_user(Call& call) {
    const auto& resident = follower(call, text_of(call.body, "openid"));
    return found([&](JsonWriter& out) {
        out.Key("tagid_list");
        out.StartArray();
        for (const int tag : resident.tags) out.Int(tag);
        out.EndArray();
    });
}

Answer tag_users(Call& call) {
    const int id = tag_in(call, call.body, "tagid");
    for (const auto& openid : openids_in(call, 50)) {
        const auto& tags = follower(call, openid).tags;
        require(tags.size() < 20 || tags.count(id) != 0, 45059);
    }
    return change_members(call, 50, [id](Resident& resident) { resident.tags.insert(id); });
}

Answer untag_users(Call& call) {
    const int id = tag_in(call, call.body, "tagid");
    return change_members(call, 50, [id](Resident& resident) { resident.tags.erase(id); });
}

Answer users_of_tag(Call& call) {
    const int id = tag_in(call, call.body, "tagid");
    return openid_page(call, [id](const Resident& r) { return r.follows && r.tags.count(id) != 0; });
}

Answer list_blacklist(Call& call) {
    return openid_page(call, [](const Resident& r) { return r.blacklisted; });
}

Answer blacklist_users(Call& call) {
    return change_members(call, 20, [](Resident& resident) { resident.blacklisted = true; });
}

Answer unblacklist_users(Call& call) {
    return change_members(call, 20, [](Resident& resident) { resident.blacklisted = false; });
}

}  // namespace sandbox
