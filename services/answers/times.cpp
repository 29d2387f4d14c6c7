#include "services/answers/times.h"

#include <algorithm>
#include <array>
#include <string>

#include "services/answers/numerals.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::chrono::hours;
using View = std::u32string_view;

enum class Part { none, small_hours, morning, noon, afternoon, evening };
struct PartOfDay {
    View word;
    Part part;
};
// The longer of two words that end alike stands first.
constexpr std::array parts_of_day{
    PartOfDay{U"三更半夜", Part::evening}, PartOfDay{U"大半夜", Part::evening}, PartOfDay{U"后半夜", Part::small_hours},
    PartOfDay{U"夜晚黑", Part::evening},   PartOfDay{U"晚黑", Part::evening},   PartOfDay{U"凌晨", Part::small_hours},
    PartOfDay{U"半夜", Part::evening},     PartOfDay{U"深夜", Part::evening},   PartOfDay{U"午夜", Part::evening},
    PartOfDay{U"夜半", Part::evening},     PartOfDay{U"大清早", Part::morning}, PartOfDay{U"清早", Part::morning},
    PartOfDay{U"一早", Part::morning},     PartOfDay{U"清晨", Part::morning},   PartOfDay{U"早晨", Part::morning},
    PartOfDay{U"晨早", Part::morning},     PartOfDay{U"朝早", Part::morning},   PartOfDay{U"早上", Part::morning},
    PartOfDay{U"上午", Part::morning},     PartOfDay{U"上昼", Part::morning},   PartOfDay{U"上晝", Part::morning},
    PartOfDay{U"中午", Part::noon},        PartOfDay{U"正午", Part::noon},      PartOfDay{U"午间", Part::noon},
    PartOfDay{U"晏昼", Part::noon},        PartOfDay{U"晏晝", Part::noon},      PartOfDay{U"下午", Part::afternoon},
    PartOfDay{U"下昼", Part::afternoon},   PartOfDay{U"下晝", Part::afternoon}, PartOfDay{U"午后", Part::afternoon},
    PartOfDay{U"傍晚", Part::evening},     PartOfDay{U"黄昏", Part::evening},   PartOfDay{U"晚上", Part::evening},
    PartOfDay{U"夜晚", Part::evening},     PartOfDay{U"夜里", Part::evening},   PartOfDay{U"夜间", Part::evening},
    PartOfDay{U"晚间", Part::evening},     PartOfDay{U"晚", Part::evening},     PartOfDay{U"夜", Part::evening},
    PartOfDay{U"早", Part::morning},       PartOfDay{U"朝", Part::morning},     PartOfDay{U"晨", Part::morning}};

View trimmed(View text) {
    constexpr View blanks = U" ,，、的嘅";
    while (!text.empty() && blanks.find(text.back()) != View::npos) text.remove_suffix(1);
    while (!text.empty() && text.front() == U' ') text.remove_prefix(1);
    return text;
}

Part take_part(View& text) {
    for (const PartOfDay& each : parts_of_day) {
        if (!take_last(text, each.word)) continue;
        text = trimmed(text);
        return each.part;
    }
    return Part::none;
}

/// am and pm at the end, taken off.
Part take_half(View& text) {
    for (const auto& [word, part] : {PartOfDay{U"am", Part::small_hours}, PartOfDay{U"pm", Part::afternoon}}) {
        const auto is_same = [](char32_t c, char32_t small) { return c == small || c + 0x20 == small; };
        if (text.size() < 2 || !std::ranges::equal(text.substr(text.size() - 2), word, is_same)) continue;
        text.remove_suffix(2);
        return part;
    }
    return Part::none;
}

/// 14, 九, 十一, 二十: the hour at the end, taken off. Of 星期一九点 it is 九, of 周二十点 十: the weekday keeps its numeral.
std::optional<int> take_hour(View& text) {
    const auto is_digit = [](char32_t c) { return c >= U'0' && c <= U'9'; };
    std::size_t start = text.size();
    while (start > 0 && is_digit(text[start - 1])) --start;
    if (start == text.size()) {
        constexpr View han = U"〇零一二三四五六七八九两";
        if (start > 0 && han.find(text[start - 1]) != View::npos) --start;
        if (start > 0 && text[start - 1] == U'十') --start;
        const bool is_tens = start < text.size() && text[start] == U'十';
        const View before = text.substr(0, start);
        const bool is_weekday = before.ends_with(U"星期二") || before.ends_with(U"礼拜二") || before.ends_with(U"周二");
        if (is_tens && before.ends_with(U'二') && !is_weekday) --start;
    }
    const std::u32string digits = with_arabic_numerals(text.substr(start));
    if (digits.empty() || digits.size() > 2) return {};
    int hour = 0;
    for (const char32_t c : digits) hour = hour * 10 + static_cast<int>(c - U'0');
    if (hour > 24) return {};
    text.remove_suffix(text.size() - start);
    return hour;
}

/// 刻 is a quarter, 个字 the five minutes of one figure on the dial.
std::optional<int> minutes_of(View text) {
    if (text == U"半") return 30;
    const bool is_counted = take(text, U"搭") || take(text, U"踏");
    if (is_counted && (text == U"正" || text == U"半")) return text == U"半" ? 30 : 0;
    take(text, U"过");
    const bool has_unit = take_last(text, U"分钟") || take_last(text, U"分");
    int each = is_counted && !has_unit ? 5 : 1;
    if (!has_unit && take_last(text, U"个字")) each = 5;
    if (!has_unit && (take_last(text, U"刻钟") || take_last(text, U"刻"))) each = 15;
    const std::u32string digits = with_arabic_numerals(text);
    if (digits.empty() || digits.size() > 2 || !std::ranges::all_of(digits, [](char32_t c) { return c >= U'0' && c <= U'9'; })) return {};
    // 9点5 is said for 9:05 by some and for 9:25 by others.
    if (digits.size() == 1 && each == 1 && !has_unit) return {};
    int count = 0;
    for (const char32_t c : digits) count = count * 10 + static_cast<int>(c - U'0');
    return count * each < 60 ? std::optional(count * each) : std::nullopt;
}

/// What follows 点 or the colon, from the full hour.
std::optional<int> minutes_after(View rest) {
    if (rest.ends_with(U"半钟") || !rest.ends_with(U"分钟")) take_last(rest, U"钟");
    for (const View full : {U"", U"整", U"正"}) {
        if (rest == full) return 0;
    }
    if (take(rest, U"差")) {
        const auto missing = minutes_of(rest);
        return missing ? std::optional(-*missing) : std::nullopt;
    }
    return minutes_of(rest);
}

/// 差五分九点: what is missing, taken off the text before the hour.
int take_missing(View& before) {
    const std::size_t at = before.rfind(U'差');
    if (at == View::npos) return 0;
    const auto missing = minutes_of(trimmed(before.substr(at + 1)));
    if (!missing) return 0;
    before = trimmed(before.substr(0, at));
    return *missing;
}

struct Clock {
    int minutes;  // from 00:00, to 24:00
    bool is_spoken;
};

/// 1430 at the end; absent when more digits stand there, as in a date.
std::optional<Clock> four_digits(View text, View& before) {
    std::size_t start = text.size();
    while (start > 0 && text[start - 1] >= U'0' && text[start - 1] <= U'9') --start;
    if (text.size() - start != 4) return {};
    const auto two = [&](std::size_t at) { return static_cast<int>((text[at] - U'0') * 10 + (text[at + 1] - U'0')); };
    if (two(start) > 23 || two(start + 2) > 59) return {};
    before = trimmed(text.substr(0, start));
    if (!before.empty() && View(U"-/.年月").find(before.back()) != View::npos) return {};
    return Clock{two(start) * 60 + two(start + 2), false};
}

std::optional<Clock> clock_at_end(View text, View& before) {
    const std::size_t at = text.find_last_of(U":：∶点點时時");
    if (at == View::npos) return four_digits(text, before);
    const bool is_colon = View(U":：∶").find(text[at]) != View::npos;
    View head = trimmed(text.substr(0, at));
    const bool is_padded = head.size() > 1 && head[head.size() - 2] == U'0';
    const auto hour = take_hour(head);
    View rest = trimmed(text.substr(at + 1));
    if (is_colon) take_last(rest, U"分");
    const auto minutes = is_colon && rest.size() != 2 ? std::nullopt : minutes_after(rest);
    if (!hour || !minutes) return {};
    head = trimmed(head);
    const int all = *hour * 60 + *minutes - take_missing(head);
    if (all < 0 || all > 24 * 60) return {};
    before = head;
    return Clock{all, !is_colon && !is_padded && (text[at] == U'点' || text[at] == U'點')};
}

SpokenTime in_part(Clock clock, Part part, bool is_night) {
    const Minutes half_a_day = hours{12}, noon = half_a_day;
    Minutes time{clock.minutes};
    if (part == Part::none) {
        const bool is_midnight = time == hours{24};
        return {is_midnight ? Minutes{0} : time, is_midnight, clock.is_spoken && time >= hours{1} && time < hours{13}};
    }
    const bool is_twelve = time >= noon && time < hours{13};
    if (part == Part::small_hours && is_twelve) time -= half_a_day;
    if (part == Part::noon && time < hours{11}) time += half_a_day;
    if (part == Part::afternoon && time < noon) time += half_a_day;
    if (part == Part::evening && is_twelve) time += half_a_day;
    if (part == Part::evening && time >= hours{5} && time < noon) time += half_a_day;
    // Of a night, what is not before midnight is after it: 晚上1点, 昨晚12点半, 昨晚凌晨2点.
    const bool is_after = is_night && (time < hours{5} || time >= hours{24});
    return {time >= hours{24} ? time - hours{24} : time, is_after, false};
}

}  // namespace

std::optional<SpokenTime> time_at_end(std::string_view typed, std::string_view& before) {
    const std::u32string text = wechat::to_utf32(typed);
    View said = trimmed(text), rest;
    const Part half = take_half(said);
    const auto clock = clock_at_end(trimmed(said), rest);
    if (!clock) return {};
    const Part part = half == Part::none ? take_part(rest) : half;
    bool is_night = part == Part::evening;
    for (Part more = part; more != Part::none; is_night = is_night || more == Part::evening) more = take_part(rest);
    const std::size_t skipped = typed.find_first_not_of(' ');
    before = typed.substr(skipped, wechat::to_utf8(rest).size());
    return in_part(*clock, part, is_night);
}

View without_hedges(View text) {
    constexpr std::array before{U"大概", U"大约", U"大致", U"约", U"差不多", U"好像", U"应该",
                                U"可能", U"就在", U"就",   U"成", U"是",     U"在",   U" "};
    constexpr std::array after{U"左右", U"前后", U"上下", U"的时候", U"时候", U"嗰阵", U"发生", U"出的事", U"出事", U"撞的",
                               U"的",   U"嘅",   U"了",   U"咗",     U"许",   U"多",   U" ",    U",",      U"。"};
    const auto take_any = [&text](const auto& words, bool (*take_one)(View&, View)) {
        return std::ranges::any_of(words, [&](View word) { return text.size() > word.size() && take_one(text, word); });
    };
    while (take_any(before, take) || take_any(after, take_last)) continue;
    if (text.ends_with(U"点几")) text.remove_suffix(1);
    return text;
}

bool take_part_of_day(std::string_view& typed) {
    const std::u32string text = wechat::to_utf32(typed);
    View rest = trimmed(text);
    if (take_part(rest) == Part::none) return false;
    while (take_part(rest) != Part::none) continue;
    const std::size_t skipped = typed.find_first_not_of(' ');
    typed = typed.substr(skipped, wechat::to_utf8(rest).size());
    return true;
}

std::optional<SpanOfDay> span_of_day(std::string_view typed) {
    const std::u32string text = wechat::to_utf32(typed);
    View rest = trimmed(text);
    const Part part = take_part(rest);
    if (!rest.empty()) return {};
    switch (part) {
        case Part::morning:
            return SpanOfDay{hours{5}, hours{12}};
        case Part::noon:
            return SpanOfDay{hours{12}, hours{15}};
        case Part::afternoon:
            return SpanOfDay{hours{12}, hours{18}};
        case Part::evening:
            return SpanOfDay{hours{18}, hours{24}};
        case Part::small_hours:
            return SpanOfDay{hours{0}, hours{6}};
        case Part::none:
            break;
    }
    return {};
}

std::optional<Minutes> time_of_day_in(std::string_view typed) {
    if (wechat::code_points(typed) > 40) return {};
    const std::u32string all = wechat::to_utf32(typed);
    std::string text = wechat::to_utf8(without_hedges(all));
    if (text.empty()) return {};
    for (const std::string_view to : {"-", "~", "到", "至", "–", "—"}) {
        const std::size_t at = text.find(to);
        if (at == std::string::npos || at == 0) continue;
        return time_of_day_in(text.substr(at + to.size())) ? time_of_day_in(text.substr(0, at)) : std::nullopt;
    }
    if (const std::size_t dot = text.find('.'); dot != std::string::npos && text.size() == dot + 3) text[dot] = ':';
    std::string_view before;
    const auto spoken = time_at_end(text, before);
    return spoken && before.empty() ? std::optional(spoken->time) : std::nullopt;
}

}  // namespace services
