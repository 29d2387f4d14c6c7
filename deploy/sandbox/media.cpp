#include "media.h"

#include <algorithm>
#include <string_view>

#include "envelope.h"

namespace sandbox {
namespace {

constexpr std::size_t largest = 10U << 20U;
constexpr std::size_t budget = 64U << 20U;

}  // namespace

std::string type_of_bytes(std::string_view bytes) {
    const auto starts = [bytes](std::string_view magic) { return bytes.substr(0, magic.size()) == magic; };
    if (starts("\xFF\xD8\xFF")) return "image/jpeg";
    if (starts("\x89PNG\r\n\x1A\n")) return "image/png";
    if (starts("GIF8")) return "image/gif";
    if (starts("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
    if (starts("#!AMR")) return "audio/amr";
    if (starts("ID3") || starts("\xFF\xFB") || starts("\xFF\xF3")) return "audio/mpeg";
    if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return "video/mp4";
    return {};
}

std::optional<std::string> Media::keep(std::string bytes, std::int64_t until) {
    auto type = type_of_bytes(bytes);
    if (type.empty() || bytes.size() > largest) return std::nullopt;
    const std::lock_guard lock(mutex_);
    size_ += bytes.size();
    kept_.push_back({"sandbox-" + random_text(32), std::move(type), std::move(bytes), until});
    while (size_ > budget) {
        size_ -= kept_.front().bytes.size();
        kept_.pop_front();
    }
    return kept_.back().id;
}

std::optional<Medium> Media::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(kept_.begin(), kept_.end(), [&id](const Medium& m) { return m.id == id; });
    if (it == kept_.end()) return std::nullopt;
    return *it;
}

bool Media::drop(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(kept_.begin(), kept_.end(), [&id](const Medium& m) { return m.id == id; });
    if (it == kept_.end()) return false;
    size_ -= it->bytes.size();
    kept_.erase(it);
    return true;
}

}  // namespace sandbox
