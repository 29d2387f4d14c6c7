#include <algorithm>

#include "api/handlers.h"

namespace sandbox {
namespace {

void write_user(JsonWriter& out, const Resident& resident) {
    put(out, "subscribe", resident.follows ? 1 : 0);
    put(out, "openid", resident.openid);
    // WeChat says no more of who has left, and no names of anybody.
    if (!resident.follows) return;
    put(out, "language", "zh_CN");
    put(out, "subscribe_time", resident.since / second);
    put(out, "remark", resident.remark);
    put(out, "groupid", resident.tags.empty() ? 0 : *resident.tags.begin());
    out.Key("tagid_list");
    out.StartArray();
    for (const int tag : resident.tags) out.Int(tag);
    out.EndArray();
    put(out, "subscribe_scene", resident.scene);
    const bool number = !resident.qr_scene.empty() && resident.qr_scene.find_first_not_of("0123456789") == std::string::npos &&
                        resident.qr_scene.size() < 10;
    put(out, "qr_scene", number ? std::stoi(resident.qr_scene) : 0);
    put(out, "qr_scene_str", number ? std::string{} : resident.qr_scene);
}

}  // namespace

Answer user_info(Call& call) {
    const auto openid = call.query("openid");
    require(!openid.empty(), 41009);
    return found([&](JsonWriter& out) { write_user(out, known(call, openid)); });
}

Answer users_info(Call& call) {
    const auto* list = member(call.body, "user_list");
    require(list != nullptr && list->IsArray() && !list->Empty() && list->Size() <= 100, 40032);
    return found([&](JsonWriter& out) {
        out.Key("user_info_list");
        out.StartArray();
        for (const auto& one : list->GetArray()) {
            out.StartObject();
            write_user(out, known(call, text_of(one, "openid")));
            out.EndObject();
        }
        out.EndArray();
    });
}

Answer list_followers(Call& call) {
    constexpr std::size_t page = 10'000;
    const auto all = call.state.residents.followers();
    auto from = all.begin();
    if (const auto next = call.query("next_openid"); !next.empty()) {
        from = std::find(all.begin(), all.end(), next);
        require(from != all.end(), 40003);
        ++from;
    }
    const auto count = std::min<std::size_t>(page, static_cast<std::size_t>(all.end() - from));
    return found([&](JsonWriter& out) {
        put(out, "total", all.size());
        put(out, "count", count);
        if (count > 0) {
            out.Key("data");
            out.StartObject();
            out.Key("openid");
            out.StartArray();
            for (std::size_t i = 0; i < count; ++i) put(out, *(from + static_cast<std::ptrdiff_t>(i)));
            out.EndArray();
            out.EndObject();
        }
        put(out, "next_openid", count > 0 ? *(from + static_cast<std::ptrdiff_t>(count) - 1) : std::string{});
    });
}

Answer set_remark(Call& call) {
    auto& resident = follower(call, text_of(call.body, "openid"));
    const auto remark = text_of(call.body, "remark");
    require(remark.size() <= 30 * 3, 40097);
    resident.remark = remark;
    return done();
}

}  // namespace sandbox
