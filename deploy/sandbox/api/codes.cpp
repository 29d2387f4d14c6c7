#include "api/codes.h"

#include <png.h>
#include <qrencode.h>

#include <algorithm>
#include <memory>

#include "api/handlers.h"
#include "envelope.h"

namespace sandbox {
namespace {

constexpr Ms longest = 2'592'000 * second;

// The matrix with a quiet zone, as a PNG of grey bytes.
std::string picture(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!code) throw Refusal{-1};
    constexpr std::size_t scale = 8;
    constexpr std::size_t quiet = 4;
    const auto width = static_cast<std::size_t>(code->width);
    const auto side = (width + 2 * quiet) * scale;
    std::string grey(side * side, '\xFF');
    for (std::size_t y = 0; y < width * scale; ++y) {
        for (std::size_t x = 0; x < width * scale; ++x) {
            if ((code->data[y / scale * width + x / scale] & 1U) != 0) grey[(y + quiet * scale) * side + x + quiet * scale] = '\0';
        }
    }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = static_cast<png_uint_32>(side);
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string png(size, '\0');
    if (png_image_write_to_memory(&image, png.data(), &size, 0, grey.data(), 0, nullptr) == 0) throw Refusal{-1};
    png.resize(size);
    return png;
}

}  // namespace

const Code* find_code(const std::vector<Code>& codes, const std::string& scene_or_ticket, Ms now) {
    const auto it = std::find_if(codes.rbegin(), codes.rend(), [&](const Code& c) {
        return (c.scene == scene_or_ticket || c.ticket == scene_or_ticket) && (c.until == 0 || now < c.until);
    });
    return it == codes.rend() ? nullptr : &*it;
}

Answer create_code(Call& call) {
    const auto action = text_of(call.body, "action_name");
    const bool passing = action == "QR_SCENE" || action == "QR_STR_SCENE";
    const bool worded = action == "QR_STR_SCENE" || action == "QR_LIMIT_STR_SCENE";
    require(passing || action == "QR_LIMIT_SCENE" || action == "QR_LIMIT_STR_SCENE", 40053);
    const auto* info = member(call.body, "action_info");
    const auto* scene = info == nullptr ? nullptr : member(*info, "scene");
    require(scene != nullptr, 40053);
    Code code;
    if (worded) {
        code.scene = text_of(*scene, "scene_str");
        require(!code.scene.empty() && code.scene.size() <= 64, 40053);
    } else {
        const auto number = number_of(*scene, "scene_id", 0);
        require(number >= 1 && number <= (passing ? 4294967295.0 : 100000.0), 40053);
        code.scene = std::to_string(static_cast<std::int64_t>(number));
    }
    const auto lasts = static_cast<Ms>(std::clamp(number_of(call.body, "expire_seconds", 30), 1.0, 2592000.0)) * second;
    code.until = passing ? call.now + std::min(lasts, longest) : 0;
    code.ticket = "gQ" + random_text(90) + "==";
    code.url = "http://weixin.qq.com/q/" + random_text(22);
    auto& codes = call.state.codes;
    codes.push_back(code);
    if (codes.size() > 1000) codes.erase(codes.begin());
    return found([&](JsonWriter& out) {
        put(out, "ticket", code.ticket);
        if (passing) put(out, "expire_seconds", lasts / second);
        put(out, "url", code.url);
    });
}

Answer show_code(Call& call) {
    const Code* code = find_code(call.state.codes, call.query("ticket"), call.now);
    if (code == nullptr) return {"", "text/plain", {}, {}, 404};
    return {picture(code->url), "image/png"};
}

}  // namespace sandbox
