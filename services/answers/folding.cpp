#include "services/answers/folding.h"

#include <algorithm>

#include "services/answers/characters.h"
#include "wechat/utf8.h"

namespace services {
namespace {

bool is_space(char32_t c) {
    return c == U' ' || (c >= U'\t' && c <= U'\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string trimmed(std::string_view typed) {
    std::u32string points = wechat::to_utf32(typed);
    const auto blank = [](char32_t c) { return is_space(c) || c == 0xFEFF || c == 0x200B; };
    while (!points.empty() && blank(points.back())) points.pop_back();
    points.erase(points.begin(), std::find_if_not(points.begin(), points.end(), blank));
    return wechat::to_utf8(points);
}

}  // namespace

Said normalise(std::string_view typed, const std::function<std::string(std::string_view)>& to_simplified) {
    std::u32string clean;
    for (char32_t c : wechat::to_utf32(typed)) {
        if (is_space(c)) c = U' ';
        if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + U'!';
        if (is_control(c) || is_invisible(c)) continue;
        if (c != U' ' || (!clean.empty() && clean.back() != U' ')) clean += c;
    }
    if (!clean.empty() && clean.back() == U' ') clean.pop_back();
    std::string text = wechat::to_utf8(clean);
    if (to_simplified) text = to_simplified(text);
    return {std::move(text), trimmed(typed)};
}

}  // namespace services
