#include "services/answers/characters.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "wechat/utf8.h"

namespace services {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_clear_letter(char c) { return is_letter(c) && c != 'I' && c != 'O'; }

bool fits(char c, char shape) {
    switch (shape) {
        case '#':
            return is_digit(c);
        case 'l':
            return is_clear_letter(c);
        case 'y':
            return is_clear_letter(c) || is_digit(c);
        case 'a':
            return is_letter(c);
        case 'x':
            return is_letter(c) || is_digit(c);
        case 'e':
            return std::string_view("DABCEFGHJK").find(c) != std::string_view::npos;
        default:
            return c == shape;
    }
}

bool is_separator(char32_t c) { return c == U' ' || c == U'\t' || c == 0x3000 || is_dot(c) || is_dash(c); }

}  // namespace

bool is_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

bool is_han(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           c == 0x3007;
}

bool is_dot(char32_t c) {
    // Middle dots, bullets, operators and full stops of several scripts: what keyboards and office programs offer for it.
    constexpr std::u32string_view signs =
        U"\u00B7.\u0387\u02D9\u1427\u16EB\u2022\u2024\u2027\u2219\u22C5\u25CF\u25E6\u26AB\u2B24\u2E30\u2E31\u2E33"
        U"\u3002\u30FB\uA78F\uFE52\uFF0E\uFF61\uFF65\U00010101\U0001F784";
    return signs.find(c) != std::u32string_view::npos;
}

bool is_dash(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DASH) != 0; }

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool is_invisible(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           c == 0xFFFD;
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (is_letter(c)) c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string strip(std::string_view text) {
    std::u32string points = wechat::to_utf32(text);
    std::erase_if(points, is_separator);
    return upper(wechat::to_utf8(points));
}

bool take_first(std::string_view& text, std::string_view word) {
    if (text.size() <= word.size() || !text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

bool fits(std::string_view value, std::string_view shape) {
    return std::equal(value.begin(), value.end(), shape.begin(), shape.end(), [](char c, char s) { return fits(c, s); });
}

}  // namespace services
