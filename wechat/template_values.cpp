#include "wechat/template_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include "wechat/utf8.h"

namespace wechat {
namespace {

constexpr auto kinds = std::to_array<std::pair<std::string_view, ValueKind>>({
    {"thing", ValueKind::thing},
    {"number", ValueKind::number},
    {"letter", ValueKind::letter},
    {"symbol", ValueKind::symbol},
    {"character_string", ValueKind::character_string},
    {"time", ValueKind::time},
    {"date", ValueKind::date},
    {"amount", ValueKind::amount},
    {"phone_number", ValueKind::phone_number},
    {"car_number", ValueKind::car_number},
    {"name", ValueKind::name},
    {"phrase", ValueKind::phrase},
    {"enum", ValueKind::enumeration},
    {"const", ValueKind::constant},
});

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(char32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_word(char32_t c) { return is_digit(c) || is_letter(c) || (c >= 0xC0 && c < 0x250); }
bool is_printable_ascii(char32_t c) { return c >= 0x20 && c < 0x7F; }
bool is_han(char32_t c) {
    return (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x32000) || c == 0x3007;
}
// Belongs to the character before it: accents, variation selectors, skin tones, what a joiner joins.
bool combines(char32_t c) {
    return (c >= 0x300 && c < 0x370) || (c >= 0x20D0 && c < 0x2100) || (c >= 0xFE00 && c < 0xFE10) || c == 0x200D ||
           (c >= 0x1F3FB && c < 0x1F400);
}

std::u32string in_single_spaces(std::string_view value) {
    std::u32string clean;
    for (const char32_t c : to_utf32(value)) {
        const bool is_space = c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0x3000;
        if (!is_space) clean += c;
        if (is_space && !clean.empty() && clean.back() != ' ') clean += ' ';
    }
    if (!clean.empty() && clean.back() == ' ') clean.pop_back();
    return clean;
}

std::size_t utf16_units(std::u32string_view text) {
    return text.size() + static_cast<std::size_t>(std::ranges::count_if(text, [](char32_t c) { return c > 0xFFFF; }));
}

template <class Is>
bool all(std::u32string_view text, Is is) {
    return std::ranges::all_of(text, is);
}

std::u32string shortened(const std::u32string& text, std::size_t limit, std::u32string_view mark) {
    if (utf16_units(text) <= limit) return text;
    std::size_t in_character = 0;  // the last place between two characters, and between two words, that leaves room for the mark
    std::size_t in_word = 0;
    for (std::size_t i = 1; i < text.size() && utf16_units(std::u32string_view(text).substr(0, i)) + mark.size() <= limit; ++i) {
        if (combines(text[i]) || text[i - 1] == 0x200D) continue;
        in_character = i;
        if (!is_word(text[i - 1]) || !is_word(text[i])) in_word = i;
    }
    std::u32string cut = text.substr(0, in_word > 0 ? in_word : in_character);
    if (!cut.empty() && cut.back() == ' ') cut.pop_back();
    return cut.append(mark);
}

// Digits with at most one point inside.
bool is_decimal(std::u32string_view text) {
    if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return false;
    return std::ranges::count(text, U'.') <= 1 && all(text, [](char32_t c) { return is_digit(c) || c == '.'; });
}

bool is_amount(std::u32string_view text) {
    constexpr std::u32string_view signs = U"¥￥$€£";
    if (!text.empty() && signs.find(text.front()) != std::u32string_view::npos) text.remove_prefix(1);
    if (text.ends_with(U'元')) text.remove_suffix(1);
    return is_decimal(text) && std::ranges::count_if(text, is_digit) <= 10;
}

bool is_moment(std::u32string_view text, bool needs_date) {
    constexpr std::u32string_view marks = U"年月日时分秒:-/~ ";
    const bool has_date = text.find_first_of(U"年-/") != std::u32string_view::npos;
    return all(text, [&](char32_t c) { return is_digit(c) || marks.find(c) != std::u32string_view::npos; }) && is_digit(text.front()) &&
           (has_date || (!needs_date && text.find(U':') != std::u32string_view::npos));
}

bool is_car_number(std::u32string_view text) {
    if (text.size() < 2 || text.size() > 8) return false;
    const auto plain = [](char32_t c) { return is_digit(c) || is_letter(c); };
    const auto at_the_end = [&](char32_t c) { return plain(c) || is_han(c); };
    return at_the_end(text.front()) && at_the_end(text.back()) && all(text.substr(1, text.size() - 2), plain);
}

std::optional<std::u32string> when(bool holds, std::u32string text) { return holds ? std::optional(std::move(text)) : std::nullopt; }

std::optional<std::u32string> fitted(ValueKind kind, const std::u32string& text) {
    switch (kind) {
        case ValueKind::thing:
            return shortened(text, 20, U"…");
        case ValueKind::number: {
            const bool is_signed = text.front() == '-' || text.front() == '+';
            return when(is_decimal(std::u32string_view(text).substr(is_signed ? 1 : 0)) && std::ranges::count_if(text, is_digit) <= 32,
                        text);
        }
        case ValueKind::letter:
            return when(text.size() <= 32 && all(text, is_letter), text);
        case ValueKind::symbol:
            return when(utf16_units(text) <= 5 && all(text, [](char32_t c) { return !is_word(c) && !is_han(c); }), text);
        case ValueKind::character_string:
            return when(all(text, is_printable_ascii), shortened(text, 32, U"..."));
        case ValueKind::time:
            return when(is_moment(text, false), text);
        case ValueKind::date:
            return when(is_moment(text, true), text);
        case ValueKind::amount:
            return when(is_amount(text), text);
        case ValueKind::phone_number:
            return when(text.size() <= 17 && all(text, [](char32_t c) { return is_printable_ascii(c) && !is_letter(c); }), text);
        case ValueKind::car_number:
            return when(is_car_number(text), text);
        case ValueKind::name:
            return shortened(text, std::ranges::any_of(text, is_han) ? 10 : 20, U"…");
        case ValueKind::phrase:
            return when(text.size() <= 5 && all(text, is_han), text);
        case ValueKind::enumeration:
            return text;
        case ValueKind::constant:
            return when(utf16_units(text) <= 20, text);
    }
    return std::nullopt;
}

}  // namespace

std::optional<ValueKind> kind_of(std::string_view key) {
    const std::size_t end = key.find_last_not_of("0123456789") + 1;
    if (end == 0 || end == key.size()) return std::nullopt;
    const auto found = std::ranges::find(kinds, key.substr(0, end), &std::pair<std::string_view, ValueKind>::first);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> fit(ValueKind kind, std::string_view value) {
    const std::u32string clean = in_single_spaces(value);
    if (clean.empty()) return std::nullopt;
    const auto text = fitted(kind, clean);
    return text ? std::optional(to_utf8(*text)) : std::nullopt;
}

}  // namespace wechat
