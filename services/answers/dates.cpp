#include <algorithm>
#include <array>
#include <cstdlib>

#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

// 十一 → 11, 三十 → 30: what voice input writes for months and days. Other text stays.
std::u32string with_arabic_numerals(std::u32string_view text) {
    constexpr std::u32string_view numerals = U"〇一二三四五六七八九";
    std::u32string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit_at = [&](std::size_t at) { return at < text.size() ? numerals.find(text[at]) : std::u32string_view::npos; };
        if (text[i] == U'十') {
            const bool after_tens = i > 0 && digit_at(i - 1) != std::u32string_view::npos;
            const bool before_units = digit_at(i + 1) != std::u32string_view::npos;
            if (!after_tens) result += U'1';
            if (!before_units) result += U'0';
        } else if (digit_at(i) != std::u32string_view::npos) {
            result += static_cast<char32_t>(U'0' + digit_at(i));
        } else {
            result += text[i];
        }
    }
    return result;
}

std::optional<Date> exact(int year, unsigned month, unsigned day) {
    const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok() || year < 1900 || year > 2100) return {};
    return Date{date};
}

// Without a year or a month the nearest such day is meant, before or after; the review shows it in full.
void keep_nearest(std::optional<Date>& best, std::optional<Date> candidate, Date today) {
    if (candidate && (!best || std::abs((*candidate - today).count()) < std::abs((*best - today).count()))) best = candidate;
}

std::optional<Date> by_numbers(std::string_view text, Date today) {
    std::vector<std::string> numbers(1);
    std::u32string between;
    for (const char32_t c : with_arabic_numerals(wechat::to_utf32(text))) {
        if (c >= U'0' && c <= U'9') {
            numbers.back() += static_cast<char>(c);
        } else {
            between += c;
            if (!numbers.back().empty()) numbers.emplace_back();
        }
    }
    if (numbers.back().empty()) numbers.pop_back();
    if (between.find_first_not_of(U"年月日号號-/. ") != std::u32string::npos) return {};
    if (numbers.size() == 1 && numbers[0].size() == 8) numbers = {numbers[0].substr(0, 4), numbers[0].substr(4, 2), numbers[0].substr(6)};
    if (numbers.size() > 1 && numbers.front().size() > 4) return {};
    const auto number = [&](std::size_t i) { return numbers[i].size() > 4 ? 0u : static_cast<unsigned>(std::stoul(numbers[i])); };

    const int year = static_cast<int>(year_month_day{today}.year());
    std::optional<Date> best;
    if (numbers.size() == 3) return exact(static_cast<int>(number(0)), number(1), number(2));
    if (numbers.size() == 2) {
        for (const int y : {year - 1, year, year + 1}) keep_nearest(best, exact(y, number(0), number(1)), today);
    }
    if (numbers.size() == 1 && between.find_first_of(U"日号") != std::u32string::npos) {
        for (const int m : {-1, 0, 1}) {
            const year_month_day month = year_month_day{today}.year() / year_month_day{today}.month() / 1 + months{m};
            keep_nearest(best, exact(static_cast<int>(month.year()), static_cast<unsigned>(month.month()), number(0)), today);
        }
    }
    return best;
}

std::optional<Date> by_weekday(std::string_view text, Date today) {
    std::optional<int> week;
    for (const auto& [word, offset] : {std::pair<std::string_view, int>{"下下", 2}, {"下", 1}, {"上", -1}, {"这", 0}, {"本", 0}}) {
        if (!week && text.starts_with(word)) {
            week = offset;
            text.remove_prefix(word.size());
            if (text.starts_with("个")) text.remove_prefix(std::string_view("个").size());
        }
    }
    for (const std::string_view word : {"星期", "礼拜", "周"}) {
        if (!text.starts_with(word)) continue;
        constexpr std::array<std::string_view, 14> names{"一", "二", "三", "四", "五", "六", "日", "1", "2", "3", "4", "5", "6", "天"};
        const auto found = std::find(names.begin(), names.end(), text.substr(word.size()));
        if (found == names.end()) return {};
        const days named{(found == names.end() - 1 ? 6 : (found - names.begin()) % 7)};
        const Date monday = today - days{std::chrono::weekday{today}.iso_encoding() - 1};
        const Date day = monday + named + days{7 * week.value_or(0)};
        return !week && day < today ? day + days{7} : day;
    }
    return {};
}

std::optional<Date> by_word(std::string_view text, Date today) {
    struct Word {
        std::string_view word;
        int days;
    };
    static constexpr std::array<Word, 11> words{{{"今天", 0},
                                                 {"今日", 0},
                                                 {"明天", 1},
                                                 {"明日", 1},
                                                 {"听日", 1},
                                                 {"后天", 2},
                                                 {"后日", 2},
                                                 {"大后天", 3},
                                                 {"昨天", -1},
                                                 {"昨日", -1},
                                                 {"前天", -2}}};
    for (const Word& word : words) {
        if (word.word == text) return today + days{word.days};
    }
    return {};
}

Parsed parse_date(const Input& input, const Facts& facts) {
    const std::string& text = input.choice ? *input.choice : input.text;
    for (const auto read : {by_word, by_weekday, by_numbers}) {
        if (const auto day = read(text, facts.today())) return iso(*day);
    }
    return Refusal{"请输入存在的日期，例如“11月30日”“明天”或“下周一”。"};
}

std::string show_date(std::string_view value) {
    const auto day = date_from_iso(value);
    return day ? chinese_with_year(*day) : std::string(value);
}

}  // namespace

constinit const FieldType date{
    .name = "date", .parse = parse_date, .mask = show_date, .example = "2026-11-30", .number = true, .control = Control::date};

}  // namespace services
