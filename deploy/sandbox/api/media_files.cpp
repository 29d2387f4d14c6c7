#include <httplib.h>

#include <map>

#include "api/handlers.h"

namespace sandbox {
namespace {

struct Kind {
    std::size_t largest;
    int too_large;
    std::string_view types;  // media types, between spaces
};

const std::map<std::string, Kind> kinds = {
    {"image", {10U << 20U, 40009, " image/jpeg image/png image/gif "}},
    {"voice", {2U << 20U, 40010, " audio/amr audio/mpeg "}},
    {"video", {10U << 20U, 40011, " video/mp4 "}},
    {"thumb", {64U << 10U, 40012, " image/jpeg "}},
};

constexpr Ms kept_for = 3 * day;

std::string suffix(const std::string& type) {
    const std::map<std::string, std::string> suffixes = {{"image/jpeg", "jpg"},  {"image/png", "png"}, {"image/gif", "gif"},
                                                         {"image/webp", "webp"}, {"audio/amr", "amr"}, {"audio/mpeg", "mp3"},
                                                         {"video/mp4", "mp4"}};
    const auto it = suffixes.find(type);
    return it == suffixes.end() ? "bin" : it->second;
}

// Looks at what was sent as one of `type`, and keeps it until then (0: for good).
std::string keep_upload(const Call& call, const std::string& type, Ms until) {
    const auto kind = kinds.find(type);
    require(kind != kinds.end(), 40004);
    require(call.http.has_file("media"), 41005);
    const auto file = call.http.get_file_value("media");
    require(!file.content.empty(), 41005);
    // Without a file name WeChat does not see the file.
    require(!file.filename.empty(), 41005);
    require(file.content.size() <= kind->second.largest, kind->second.too_large);
    const auto is = type_of_bytes(file.content);
    require(!is.empty() && kind->second.types.find(" " + is + " ") != std::string_view::npos, 40005);
    const auto id = call.world.media.keep(file.content, until);
    require(id.has_value(), 40005);
    return *id;
}

}  // namespace

Answer upload_media(Call& call) {
    const auto type = call.query("type");
    const auto id = keep_upload(call, type, call.now + kept_for);
    return found([&](JsonWriter& out) {
        put(out, "type", type);
        put(out, type == "thumb" ? "thumb_media_id" : "media_id", id);
        put(out, "created_at", call.now / second);
    });
}

Answer add_material(Call& call) {
    const auto type = call.query("type");
    const auto id = keep_upload(call, type, 0);
    return found([&](JsonWriter& out) {
        put(out, "media_id", id);
        if (type == "image" || type == "thumb") put(out, "url", "http://" + call.header("Host") + "/media/" + id);
    });
}

Answer delete_material(Call& call) {
    const auto id = text_of(call.body, "media_id");
    const auto medium = call.world.media.find(id);
    require(medium && medium->until == 0, 40007);
    call.world.media.drop(id);
    return done();
}

Answer get_media(Call& call) {
    const auto id = call.query("media_id");
    require(!id.empty(), 41006);
    const auto medium = call.world.media.find(id);
    require(medium && (medium->until == 0 || call.now < medium->until), 40007);
    if (medium->type.rfind("video/", 0) == 0) {
        return found([&](JsonWriter& out) { put(out, "video_url", "http://" + call.header("Host") + "/media/" + id); });
    }
    return {medium->bytes, medium->type, id + "." + suffix(medium->type), {}};
}

}  // namespace sandbox
