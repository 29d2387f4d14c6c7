#include "wechat/media.h"

#include <algorithm>
#include <array>

namespace wechat::media {
namespace {

constexpr std::size_t enough = 16;

struct Rule {
    const char* name;
    std::size_t max_bytes;
    std::array<std::string_view, 4> types;
};

const Rule& rule(Kind kind) {
    static const Rule image{"image", 10 << 20, {"image/jpeg", "image/png", "image/gif", "image/bmp"}};
    static const Rule voice{"voice", 2 << 20, {"audio/amr", "audio/mpeg", "", ""}};
    static const Rule video{"video", 10 << 20, {"video/mp4", "", "", ""}};
    static const Rule thumb{"thumb", 64 << 10, {"image/jpeg", "", "", ""}};
    switch (kind) {
        case Kind::image:
            return image;
        case Kind::voice:
            return voice;
        case Kind::video:
            return video;
        case Kind::thumb:
            break;
    }
    return thumb;
}

// Frame sync, then a version that is not reserved, then layer III.
bool is_mp3_frame(std::string_view bytes) {
    if (bytes.size() < 2 || bytes[0] != '\xFF') return false;
    const auto second = static_cast<unsigned char>(bytes[1]);
    return (second & 0xE0) == 0xE0 && (second & 0x18) != 0x08 && (second & 0x06) == 0x02;
}

// Throws OutOfLimits.
FilePart checked(Kind kind, std::string_view file_name, std::string bytes) {
    const Rule& limits = rule(kind);
    const std::string field = std::string("media of type ") + limits.name;
    if (bytes.size() > limits.max_bytes)
        throw OutOfLimits(field, "at most " + std::to_string(limits.max_bytes) + " bytes, not " + std::to_string(bytes.size()));
    const std::string_view type = content_type_of(bytes);
    if (type.empty() || std::ranges::find(limits.types, type) == limits.types.end())
        throw OutOfLimits(field, type.empty() ? "the content is of no known type" : "cannot be " + std::string(type));
    return {.name = "media", .file_name = std::string(file_name), .content_type = std::string(type), .bytes = std::move(bytes)};
}

// Holds pieces back until the type is known.
class Typed {
  public:
    explicit Typed(const Sink& sink) : sink_(sink) {}
    bool take(std::string_view piece) {
        file_.bytes += piece.size();
        if (!file_.content_type.empty()) return sink_(piece);
        held_ += piece;
        return held_.size() < enough || release();
    }
    bool release() {
        if (held_.empty()) return true;
        file_.content_type = content_type_of(held_);
        return !file_.content_type.empty() && sink_(std::exchange(held_, ""));
    }
    bool is_unknown() const { return file_.bytes > 0 && file_.content_type.empty(); }
    const File& file() const { return file_; }

  private:
    const Sink& sink_;
    std::string held_;
    File file_;
};

}  // namespace

std::string_view content_type_of(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return "image/png";
    if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return "image/gif";
    if (bytes.starts_with("BM"sv) && bytes.size() >= 14 && bytes.substr(6, 4) == "\0\0\0\0"sv) return "image/bmp";
    if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP"sv) return "image/webp";
    if (bytes.starts_with("#!AMR"sv)) return "audio/amr";
    if (bytes.starts_with("ID3"sv) || is_mp3_frame(bytes)) return "audio/mpeg";
    if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp"sv) return "video/mp4";
    return "";
}

Uploaded upload(const Client& client, Kind kind, std::string_view file_name, std::string bytes, Deadline deadline) {
    const FilePart part = checked(kind, file_name, std::move(bytes));
    const Json answer = client.upload("/cgi-bin/media/upload", {{"type", rule(kind).name}}, {part}, deadline);
    // A thumb's id has a name of its own.
    const std::string id = answer.text(kind == Kind::thumb ? "thumb_media_id" : "media_id");
    Uploaded uploaded{.media_id = id.empty() ? answer.text("media_id") : id, .created_at = answer.integer("created_at")};
    if (uploaded.media_id.empty()) throw BadAnswer("no media id in the answer");
    return uploaded;
}

std::string keep(const Client& client, Kind kind, std::string_view file_name, std::string bytes, Deadline deadline) {
    if (kind != Kind::image && kind != Kind::thumb) throw OutOfLimits("type", "image or thumb");
    const FilePart part = checked(kind, file_name, std::move(bytes));
    const Json answer = client.upload("/cgi-bin/material/add_material", {{"type", rule(kind).name}}, {part}, deadline, Repeat::never);
    if (answer.text("media_id").empty()) throw BadAnswer("no media id in the answer");
    return answer.text("media_id");
}

void remove_kept(const Client& client, std::string_view media_id, Deadline deadline) {
    client.post("/cgi-bin/material/del_material", JsonWriter().text("media_id", media_id).take(), deadline);
}

Download download(const Client& client, std::string_view media_id, std::size_t max_bytes, const Sink& sink, Deadline deadline) {
    Typed typed(sink);
    const std::vector<Pair> query{{"media_id", std::string(media_id)}};
    Json instead;
    try {
        instead = client.download(
            "/cgi-bin/media/get", query, max_bytes, [&](std::string_view piece) { return typed.take(piece); }, deadline);
    } catch (const HttpError& error) {
        if (error.failure() == HttpFailure::refused && typed.is_unknown()) throw UnknownType();
        throw;
    }
    if (instead.is_object()) {
        if (!instead.has("video_url")) throw BadAnswer("JSON instead of media");
        return {.video = VideoUrl{instead.text("video_url")}};
    }
    if (!typed.release()) {
        if (typed.is_unknown()) throw UnknownType();
        throw HttpError(HttpFailure::refused);
    }
    return {.file = typed.file()};
}

}  // namespace wechat::media
