#include "services/answers/days.h"

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "services/answers/numerals.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

struct Word {
    std::u32string_view word;
    int days;
};
// 寻, 琴, 噚 and 擒 are spellings of one Cantonese word for yesterday.
constexpr std::array words{Word{U"今早", 0},   Word{U"今朝", 0},  Word{U"今晚", 0},    Word{U"明早", 1},   Word{U"明晚", 1},
                           Word{U"听朝", 1},   Word{U"聽朝", 1},  Word{U"听晚", 1},    Word{U"聽晚", 1},   Word{U"今天", 0},
                           Word{U"今日", 0},   Word{U"今儿", 0},  Word{U"当天", 0},    Word{U"明天", 1},   Word{U"明日", 1},
                           Word{U"明儿", 1},   Word{U"听日", 1},  Word{U"聽日", 1},    Word{U"后天", 2},   Word{U"后日", 2},
                           Word{U"後天", 2},   Word{U"後日", 2},  Word{U"大后天", 3},  Word{U"大后日", 3}, Word{U"大後天", 3},
                           Word{U"大後日", 3}, Word{U"昨天", -1}, Word{U"昨日", -1},   Word{U"昨儿", -1},  Word{U"寻日", -1},
                           Word{U"尋日", -1},  Word{U"琴日", -1}, Word{U"噚日", -1},   Word{U"㖊日", -1},  Word{U"擒日", -1},
                           Word{U"前天", -2},  Word{U"前日", -2}, Word{U"大前天", -3}, Word{U"大前日", -3}};

std::optional<Date> by_word(std::u32string_view text, Date today) {
    for (const Word& word : words) {
        if (word.word == text) return today + days{word.days};
    }
    return {};
}

/// 3天后, 两日前, 一个星期后.
std::optional<Date> by_distance(std::u32string_view text, Date today) {
    const auto count = take_count(text);
    if (!count || count->is_vague || count->value > 366) return {};
    take(text, U"个");
    int length = 0;
    for (const Word& unit : {Word{U"天", 1}, Word{U"日", 1}, Word{U"星期", 7}, Word{U"礼拜", 7}, Word{U"周", 7}}) {
        if (length == 0 && take(text, unit.word)) length = unit.days;
    }
    if (length == 0) return {};
    for (const std::u32string_view later : {U"后", U"後", U"之后", U"以后"}) {
        if (text == later) return today + days{length * count->value};
    }
    for (const std::u32string_view earlier : {U"前", U"之前", U"以前"}) {
        if (text == earlier) return today - days{length * count->value};
    }
    return {};
}

/// The weekday at the beginning, taken off: 0 is Monday.
std::optional<int> take_weekday(std::u32string_view& text) {
    std::u32string_view rest = text;
    bool is_unit = false;
    for (const std::u32string_view unit : {U"星期", U"礼拜", U"禮拜", U"周", U"週"}) is_unit = is_unit || take(rest, unit);
    if (!is_unit || rest.empty()) return {};
    constexpr std::u32string_view names = U"一二三四五六日1234567";
    const std::size_t found = rest.front() == U'天' ? 6 : names.find(rest.front());
    if (found == std::u32string_view::npos) return {};
    text = rest.substr(1);
    return static_cast<int>(found % 7);
}

std::optional<Date> by_weekday(std::u32string_view text, Date today, Toward toward) {
    std::optional<int> week;
    for (const auto& [word, offset] : {Word{U"下下", 2}, Word{U"上上", -2}, Word{U"下", 1}, Word{U"上", -1}, Word{U"这", 0}, Word{U"這", 0},
                                       Word{U"本", 0}, Word{U"今", 0}, Word{U"呢", 0}}) {
        if (week || !take(text, word)) continue;
        week = offset;
        take(text, U"一");
        take(text, U"个");
    }
    const auto weekday = take_weekday(text);
    if (!weekday || !text.empty()) return {};
    const Date monday = today - days{std::chrono::weekday{today}.iso_encoding() - 1};
    const Date day = monday + days{*weekday + 7 * week.value_or(0)};
    if (week || day == today) return day;
    if (toward == Toward::past) return day > today ? day - days{7} : day;
    return day < today ? day + days{7} : day;
}

std::optional<Date> exact(int year, unsigned month, unsigned day) {
    const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok() || year < 1900 || year > 2100) return {};
    return Date{date};
}

/// The best so far of several days that may be meant. What is asked shows it in full again.
class Best {
  public:
    Best(Date today, Toward toward) : today_(today), toward_(toward) {}

    void add(std::optional<Date> day) {
        if (!day || (toward_ == Toward::past && *day > today_) || (toward_ == Toward::future && *day < today_)) return;
        if (!day_ || distance(*day) < distance(*day_)) day_ = day;
    }
    std::optional<Date> day() const { return day_; }

  private:
    long distance(Date day) const { return std::labs((day - today_).count()); }

    Date today_;
    Toward toward_;
    std::optional<Date> day_;
};

/// 12月3日: the numbers, and the one sign after each.
struct Parts {
    std::vector<std::u32string> numbers;
    std::u32string signs;

    bool is_readable() const { return !numbers.empty() && signs.size() <= numbers.size() && signs.size() + 1 >= numbers.size(); }
    unsigned number(std::size_t i) const {
        unsigned value = 0;
        for (const char32_t c : numbers[i]) value = value * 10 + static_cast<unsigned>(c - U'0');
        return value;
    }
};

Parts parts_of(std::u32string_view text) {
    Parts parts;
    bool is_inside = false;
    for (const char32_t c : text) {
        const bool is_digit = c >= U'0' && c <= U'9';
        if (is_digit && !is_inside) parts.numbers.emplace_back();
        if (is_digit) {
            parts.numbers.back() += c;
        } else {
            if (!is_inside) return {};
            parts.signs += c == U'号' || c == U'號' ? U'日' : c;
        }
        is_inside = is_digit;
    }
    if (parts.numbers.size() == 1 && parts.numbers[0].size() == 8 && parts.signs.empty()) {
        const std::u32string all = parts.numbers[0];
        return {{all.substr(0, 4), all.substr(4, 2), all.substr(6)}, U"--"};
    }
    for (const std::u32string& number : parts.numbers) {
        if (number.size() > 4) return {};
    }
    return parts;
}

/// 年 and 月 as words: 明年1月3日, 下个月3号. What is left is read as numbers.
struct Named {
    std::optional<int> year = {}, month = {};  // from this one
};

Named take_named(std::u32string_view& text) {
    for (const auto& [word, offset] : {Word{U"今年", 0}, Word{U"明年", 1}, Word{U"后年", 2}, Word{U"去年", -1}, Word{U"前年", -2}}) {
        if (take(text, word)) return {.year = offset};
    }
    for (const auto& [word, offset] : {Word{U"本月", 0}, Word{U"这个月", 0}, Word{U"今个月", 0}, Word{U"呢个月", 0}, Word{U"当月", 0},
                                       Word{U"下月", 1}, Word{U"下个月", 1}, Word{U"上月", -1}, Word{U"上个月", -1}}) {
        if (take(text, word)) return {.month = offset};
    }
    return {};
}

std::optional<Date> of_month(Date today, int offset, unsigned day) {
    const year_month_day month = year_month_day{today}.year() / year_month_day{today}.month() / 1 + months{offset};
    return exact(static_cast<int>(month.year()), static_cast<unsigned>(month.month()), day);
}

std::optional<Date> with_year(const Parts& parts, Best best) {
    const unsigned year = parts.number(0), month = parts.number(1), day = parts.number(2);
    if (parts.numbers[0].size() == 4) return exact(static_cast<int>(year), month, day);
    if (parts.numbers[0].size() != 2 || parts.signs.front() != U'年') return {};
    for (const unsigned century : {1900u, 2000u}) best.add(exact(static_cast<int>(century + year), month, day));
    return best.day();
}

bool is_one_of(std::u32string_view signs, std::initializer_list<std::u32string_view> all) {
    for (const std::u32string_view each : all) {
        if (each == signs) return true;
    }
    return false;
}

std::optional<Date> by_numbers(std::u32string_view text, Date today, Toward toward) {
    const Named named = take_named(text);
    const Parts parts = parts_of(text);
    if (!parts.is_readable()) return {};
    const std::u32string_view signs = parts.signs;
    const int this_year = static_cast<int>(year_month_day{today}.year());
    Best best(today, toward);
    if (parts.numbers.size() == 3) {
        const bool is_date = is_one_of(signs, {U"年月日", U"年月", U"--", U"//", U"..", U"--日", U"//日", U"..日"});
        return is_date && !named.year && !named.month ? with_year(parts, best) : std::nullopt;
    }
    if (parts.numbers.size() == 2 && is_one_of(signs, {U"月日", U"月", U"-", U"/", U".", U"-日", U"/日", U".日"}) && !named.month) {
        if (named.year) return exact(this_year + *named.year, parts.number(0), parts.number(1));
        for (const int year : {this_year - 1, this_year, this_year + 1}) best.add(exact(year, parts.number(0), parts.number(1)));
        return best.day();
    }
    if (parts.numbers.size() != 1 || named.year) return {};
    if (named.month && signs.size() <= 1 && (signs.empty() || signs == U"日")) return of_month(today, *named.month, parts.number(0));
    if (signs != U"日") return {};
    for (const int offset : {-2, -1, 0, 1, 2}) best.add(of_month(today, offset, parts.number(0)));
    return best.day();
}

/// Spaces and commas say nothing; with full-width or half-width brackets.
std::u32string bare(std::string_view typed) {
    std::u32string text = wechat::to_utf32(typed);
    std::erase_if(text, [](char32_t c) { return c == U' ' || c == U',' || c == U'，'; });
    for (char32_t& c : text) {
        if (c == U'（') c = U'(';
        if (c == U'）') c = U')';
    }
    return text;
}

/// The weekday that stands beside a day, taken off: 12月3日(周四), 12月3日星期四, 周四(12月3日).
std::optional<int> take_weekday_beside(std::u32string_view& text) {
    std::u32string_view rest = text;
    if (const auto first = take_weekday(rest); first && !rest.empty()) {
        if (take(rest, U"(") && !take_last(rest, U")")) return {};
        text = rest;
        return first;
    }
    const bool is_bracketed = text.ends_with(U')');
    for (std::size_t length = is_bracketed ? 3 : 2; length <= 5 && length < text.size(); ++length) {
        rest = text.substr(text.size() - length);
        if (is_bracketed && (!take(rest, U"(") || !take_last(rest, U")"))) continue;
        const std::u32string named = (rest.size() == 1 && is_bracketed ? U"周" : U"") + std::u32string(rest);  // (四)
        rest = named;
        const auto last = take_weekday(rest);
        if (!last || !rest.empty()) continue;
        text.remove_suffix(length);
        return last;
    }
    return {};
}

std::optional<Date> one_day(std::u32string_view text, Date today, Toward toward) {
    if (const auto day = by_word(text, today)) return day;
    if (const auto day = by_weekday(text, today, toward)) return day;
    if (const auto day = by_distance(text, today)) return day;
    return by_numbers(with_arabic_numerals(text), today, toward);
}

}  // namespace

std::optional<Date> day_in(std::string_view typed, Date today, Toward toward) {
    if (wechat::code_points(typed) > 40) return {};  // the longest of ours has 20
    const std::u32string all = bare(typed);
    if (const auto day = one_day(all, today, toward)) return day;
    std::u32string_view text = all;
    const auto weekday = take_weekday_beside(text);
    if (!weekday) return {};
    const auto day = one_day(text, today, toward);
    const bool agrees = day && std::chrono::weekday{*day}.iso_encoding() == static_cast<unsigned>(*weekday) + 1;
    return agrees ? day : std::nullopt;
}

}  // namespace services
