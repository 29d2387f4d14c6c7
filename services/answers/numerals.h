// Numerals as people write them and voice input transcribes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace services {

/// 十一 → 11, 三十 → 30, 廿三 → 23, 两 → 2, 零五 → 05, 二〇二六 → 2026. Numerals without 十 are digits that stand side by side, so that
/// 两三 becomes 23: whatever counts things uses `take_count`. Other text stays.
std::u32string with_arabic_numerals(std::u32string_view);

/// How many of something, as it was said.
struct Count {
    int value = 0;
    bool is_vague = false;  // 几, 两三, 十几, 十多: about so many
};

/// The number below 1,000 at the beginning, taken off the text; absent, and nothing taken, when there is none. 几 is about 5, 两三 about 3.
std::optional<Count> take_count(std::u32string_view& text);

/// Takes the word off the beginning or the end; false, and nothing taken, when it is not there.
bool take(std::u32string_view& text, std::u32string_view word);
bool take_last(std::u32string_view& text, std::u32string_view word);

}  // namespace services
