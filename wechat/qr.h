// QR codes with a scene: following or scanning tells which desk, office or poster it was.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/client.h"

namespace wechat::qr {

using Scene = std::variant<std::int64_t, std::string>;  // a number, or 1 to 64 characters

struct Code {
    std::string ticket{};
    std::string url{};  // what the picture says, for drawing it oneself
    std::optional<std::chrono::seconds> life{};
};
// With `life` (1 s to 30 days) temporary, else permanent, of which an account has 100,000 and whose number is at most 100,000. Throws
// OutOfLimits.
Code create(const Client& client, const Scene& scene, std::optional<std::chrono::seconds> life, Deadline deadline);

// The picture, for a browser: https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=…
std::string picture_url(std::string_view ticket, std::string_view origin = "https://mp.weixin.qq.com");

}  // namespace wechat::qr
