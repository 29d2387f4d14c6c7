#include "services/answers/numerals.h"

namespace services {
namespace {

constexpr std::u32string_view han_digits = U"〇一二三四五六七八九";

/// The value of one Han numeral below ten; -1 when it is none.
int digit_of(char32_t c) {
    if (c == U'零' || c == U'○') return 0;
    if (c == U'两' || c == U'兩') return 2;
    const std::size_t found = han_digits.find(c);
    return found == std::u32string_view::npos ? -1 : static_cast<int>(found);
}

int digit_at(std::u32string_view text, std::size_t at) { return at < text.size() ? digit_of(text[at]) : -1; }

/// 廿 and 卅 as 二十 and 三十.
std::u32string with_tens(std::u32string_view text) {
    std::u32string result;
    for (const char32_t c : text) {
        if (c == U'廿' || c == U'卅') result += c == U'廿' ? U'二' : U'三';
        result += c == U'廿' || c == U'卅' ? U'十' : c;
    }
    return result;
}

std::optional<Count> take_ascii(std::u32string_view& text) {
    std::size_t length = 0;
    int value = 0;
    while (length < text.size() && text[length] >= U'0' && text[length] <= U'9') {
        if (length == 3) return {};
        value = value * 10 + static_cast<int>(text[length++] - U'0');
    }
    if (length == 0) return {};
    text.remove_prefix(length);
    return Count{value};
}

/// What may follow a number of tens: 十, 十五, 十几.
Count units_after(std::u32string_view& text, int tens) {
    if (take(text, U"几") || take(text, U"幾")) return {tens * 10 + 5, true};
    const int units = digit_at(text, 0);
    if (units < 0) return {tens * 10};
    text.remove_prefix(1);
    if (digit_at(text, 0) < 0) return {tens * 10 + units};
    const int higher = digit_at(text, 0);  // 十五六
    text.remove_prefix(1);
    return {tens * 10 + higher, true};
}

std::optional<Count> take_han(std::u32string_view& text) {
    if (take(text, U"几") || take(text, U"幾") || take(text, U"数")) return Count{take(text, U"十") ? 50 : 5, true};
    if (take(text, U"廿")) return units_after(text, 2);
    if (take(text, U"卅")) return units_after(text, 3);
    if (take(text, U"十")) return units_after(text, 1);
    const int first = digit_at(text, 0);
    if (first < 0) return {};
    text.remove_prefix(1);
    if (take(text, U"十")) return units_after(text, first);
    const int second = digit_at(text, 0);
    if (second < 0) return Count{first};
    text.remove_prefix(1);
    if (take(text, U"十")) return Count{second * 10, true};  // 二三十
    return Count{second, true};
}

}  // namespace

std::u32string with_arabic_numerals(std::u32string_view typed) {
    const std::u32string text = with_tens(typed);
    std::u32string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == U'十') {
            const bool is_after_tens = i > 0 && digit_of(text[i - 1]) >= 0;
            if (!is_after_tens) result += U'1';
            if (digit_at(text, i + 1) < 0) result += U'0';
        } else if (const int digit = digit_of(text[i]); digit >= 0) {
            result += static_cast<char32_t>(U'0' + static_cast<char32_t>(digit));
        } else {
            result += text[i];
        }
    }
    return result;
}

std::optional<Count> take_count(std::u32string_view& text) {
    std::u32string_view rest = text;
    std::optional<Count> count = take_ascii(rest);
    if (!count) count = take_han(rest);
    if (!count) return {};
    if (take(rest, U"多") || take(rest, U"来") || take(rest, U"來")) count->is_vague = true;
    text = rest;
    return count;
}

bool take(std::u32string_view& text, std::u32string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

bool take_last(std::u32string_view& text, std::u32string_view word) {
    if (!text.ends_with(word)) return false;
    text.remove_suffix(word.size());
    return true;
}

}  // namespace services
