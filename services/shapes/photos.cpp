#include "services/shapes/photos.h"

#include <algorithm>

namespace services {
namespace {

constexpr std::int64_t most_bytes = 5 << 20;
constexpr std::int64_t least_long_side = 640, least_short_side = 480;

}  // namespace

std::optional<std::string> complaint_about(const db::StoredFile& photo) {
    using enum db::StoredFile::State;
    if (photo.state == wanted) return std::nullopt;
    if (photo.state == lost) return "这张照片没有收到，请重新发送。";
    const db::FileContent& content = photo.content;
    if (content.type != "image/jpeg" && content.type != "image/png") return "照片须为JPG或PNG格式，请用“拍摄”重新拍一张发送。";
    if (photo.bytes > most_bytes) return "照片不能超过5MB，请重新发送，不要勾选“原图”。";
    const auto [shorter, longer] = std::minmax(content.width, content.height);
    if (longer < least_long_side || shorter < least_short_side) return "照片太小，看不清楚，宽高至少640×480，请重新拍一张发送。";
    return std::nullopt;
}

}  // namespace services
