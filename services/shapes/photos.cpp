#include "services/shapes/photos.h"

#include <algorithm>
#include <utility>

#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/form/flow.h"

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

Field photo_field(std::string key, std::string label, std::string ask) {
    const auto later = [](const std::string& media_ids, Context& context) -> std::optional<Refusal> {
        for (const std::string& media_id : values_in(media_ids)) {
            const auto file = context.stores.files.find(context.draft, media_id);
            if (auto complaint = file ? complaint_about(*file) : std::nullopt) return Refusal{*std::move(complaint)};
        }
        return std::nullopt;
    };
    return Field{.key = std::move(key), .label = std::move(label), .ask = std::move(ask), .type = &photo, .later = later};
}

std::variant<Photos, Correct> photos_of(const Answers& answers, Context& context) {
    db::Files& files = context.stores.files;
    Photos photos{.answers = answers, .files = {}, .first = {}};
    for (const Step& step : path(context.service->fields, answers, context.facts())) {
        const std::string media_ids = value_of(answers, step.key);
        if (!step.field->takes_files() || media_ids.empty()) continue;
        if (photos.first.empty()) photos.first = step.key;
        std::string& named = photos.answers[step.key];
        named.clear();
        for (const std::string& media_id : values_in(media_ids)) {
            auto file = files.find(context.draft, media_id);
            if (!file) {
                // The process that should have wanted it may have died, or be at it just now.
                files.want(context.draft, media_id, "image", unix_time(context.now));
                file = files.find(context.draft, media_id);
            }
            if (!file) return Correct{step.key, "这张照片没有收到，请重新发送。"};
            if (auto complaint = complaint_about(*file)) return Correct{step.key, *std::move(complaint)};
            if (std::ranges::find(photos.files, file->id) != photos.files.end()) return Correct{step.key, "同一张照片发了两次，请换一张。"};
            photos.files.push_back(file->id);
            named += (named.empty() ? "" : "\n") + file->id;
        }
    }
    return photos;
}

std::optional<Correct> attach(db::Transaction& transaction, const Photos& photos, const std::string& record, Context& context) {
    for (const std::string& file : photos.files) {
        if (!context.stores.files.attach(transaction, file, record)) return Correct{photos.first, "照片已经过期，请重新发送。"};
    }
    return std::nullopt;
}

}  // namespace services
