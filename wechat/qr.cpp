#include "wechat/qr.h"

#include "wechat/utf8.h"

namespace wechat::qr {
namespace {

void check(const Scene& scene, const std::optional<std::chrono::seconds>& life) {
    if (life && (life->count() < 1 || life->count() > 2'592'000))
        throw OutOfLimits("expire_seconds", "1 to 2592000, not " + std::to_string(life->count()));
    if (const auto* number = std::get_if<std::int64_t>(&scene)) {
        const std::int64_t most = life ? 0xFFFFFFFF : 100'000;
        if (*number < 1 || *number > most) throw OutOfLimits("scene_id", "1 to " + std::to_string(most));
        return;
    }
    const std::size_t length = code_points(std::get<std::string>(scene));
    if (length < 1 || length > 64) throw OutOfLimits("scene_str", "1 to 64 characters, not " + std::to_string(length));
}

}  // namespace

Code create(const Client& client, const Scene& scene, std::optional<std::chrono::seconds> life, Deadline deadline) {
    check(scene, life);
    const auto* number = std::get_if<std::int64_t>(&scene);
    JsonWriter json;
    if (life) json.integer("expire_seconds", life->count());
    json.text("action_name", number ? (life ? "QR_SCENE" : "QR_LIMIT_SCENE") : (life ? "QR_STR_SCENE" : "QR_LIMIT_STR_SCENE"));
    json.open("action_info").open("scene");
    if (number) {
        json.integer("scene_id", *number);
    } else {
        json.text("scene_str", std::get<std::string>(scene));
    }
    json.close().close();
    const Json answer = client.post("/cgi-bin/qrcode/create", json.take(), deadline);
    Code code{.ticket = answer.text("ticket"), .url = answer.text("url")};
    if (life) code.life = std::chrono::seconds(answer.integer("expire_seconds"));
    if (code.ticket.empty()) throw BadAnswer("no ticket in the answer");
    return code;
}

std::string picture_url(std::string_view ticket, std::string_view origin) {
    return std::string(origin) + "/cgi-bin/showqrcode?ticket=" + url_escape(ticket);
}

}  // namespace wechat::qr
