#include "services/chat/picking.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "services/answers/characters.h"
#include "services/answers/days.h"
#include "services/answers/folding.h"
#include "services/answers/numerals.h"
#include "services/answers/times.h"
#include "services/chat/hearing.h"
#include "services/chat/phrases.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::string_view;

constexpr std::size_t most_lines = 999;

/// The number the text begins with, taken off; 0 when there is none.
std::size_t take_number(string_view& text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number > most_lines) return 0;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Digits for numerals, where they are all there is but 第 and 个: 一, 第三个. 一般 stays, and so does 两个, which counts.
std::string with_digits(string_view said) {
    const std::string text = with_plain_digits(said);
    std::u32string points = wechat::to_utf32(text);
    const bool is_ordinal = points.starts_with(U"第") || points.starts_with(U"头");
    if (is_ordinal) points.erase(0, 1);
    constexpr std::u32string_view numerals = U"一二三四五六七八九十";
    const std::size_t end = std::min(points.find_first_not_of(numerals), points.size());
    if (end == 0 || end > 3 || (!is_ordinal && end != points.size() && points.substr(end) != U"号")) return text;
    return wechat::to_utf8(with_arabic_numerals(points.substr(0, end)) + points.substr(end));
}

bool heads(const std::string& label, string_view text) {
    if (text.empty() || !label.starts_with(text)) return false;
    const std::string rest = label.substr(text.size());
    return rest.empty() || std::string_view(",:( ").find(rest.front()) != std::string_view::npos;
}

/// Whether the characters of `part` stand in `whole` in this order.
bool is_drawn_from(std::u32string_view part, std::u32string_view whole) {
    auto at = part.begin();
    for (auto c = whole.begin(); c != whole.end() && at != part.end(); ++c) at += *c == *at ? 1 : 0;
    return at == part.end();
}

/// The only option for which `fits`; null when there is none or more than one.
template <class Fits>
const Option* only(const std::vector<Option>& options, const Fits& fits) {
    const Option* found = nullptr;
    for (const Option& option : options) {
        if (!fits(option)) continue;
        if (found != nullptr) return nullptr;
        found = &option;
    }
    return found;
}

const Option* find_written(const std::vector<Option>& options, const std::string& said) {
    if (said.empty()) return nullptr;
    for (const Option& option : options) {
        if (option.id == said || lower(option.label) == lower(said)) return &option;
    }
    if (const Option* found = only(options, [&](const Option& option) { return heads(option.label, said); })) return found;
    if (const Option* found = only(options, [&](const Option& option) { return option.label.starts_with(said); })) return found;
    return only(options, [&](const Option& option) { return option.label.find(said) != std::string::npos; });
}

const Option* find_named(const std::vector<Option>& options, const std::string& said) {
    if (const Option* found = find_written(options, said)) return found;
    const std::u32string part = wechat::to_utf32(said);
    const bool is_part = part.size() >= 2 && std::ranges::all_of(part, is_han);
    return is_part ? only(options, [&](const Option& option) { return is_drawn_from(part, wechat::to_utf32(option.label)); }) : nullptr;
}

/// 2.户政业务 and 2 户政业务: a line as it was shown.
const Option* find_line(const std::vector<Option>& options, string_view said) {
    const std::size_t number = take_number(said);
    if (number == 0 || number > options.size()) return nullptr;
    for (const string_view sign : {".", "、", ":", ")", " "}) take_first(said, sign);
    const std::string label(wechat::trimmed(said));
    const Option* named = label.empty() ? nullptr : find_named(options, label);
    return named == &options[number - 1] ? named : nullptr;
}

/// With labels in the form in which messages are read, whose comma is half as wide.
std::vector<Option> folded(std::vector<Option> options) {
    for (Option& option : options) option.label = normalise(option.label, {}).text;
    return options;
}

constexpr std::array separators = std::to_array<string_view>({",", "、", ";", "和", "跟", "与", "同", "还有", " "});

template <class Separators>
std::vector<std::string> pieces_of(string_view text, const Separators& between) {
    std::string all(text);
    for (const string_view separator : between) {
        for (auto at = all.find(separator); at != std::string::npos; at = all.find(separator, at + 1))
            all.replace(at, separator.size(), "\n");
    }
    std::vector<std::string> pieces;
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = std::min(all.find('\n', begin), all.size());
        if (end > begin) pieces.push_back(all.substr(begin, end - begin));
        begin = end + 1;
    }
    return pieces;
}

bool are_hours(const std::vector<std::string>& ids) {
    return !ids.empty() && std::ranges::all_of(ids, [](const std::string& id) { return fits(id, "##:##"); });
}

/// As `chosen` leaves them, of 是但 the 但; longer ones before those they contain.
constexpr std::array whichever = std::to_array<string_view>(
    {"越早越好", "越快越好", "你帮我选", "你帮我定", "没有所谓", "有位就得", "有位就行", "有就得", "有就行", "都没问题", "无所谓", "没所谓",
     "都可以",   "都没关系", "你安排",   "不限",     "不挑",     "最早",     "最快",     "最近",   "尽快",   "尽早",     "早点",   "早啲",
     "早d",      "都行",     "都得",     "都好",     "都能",     "随便",     "随意",     "任意",   "但",     "求其",     "你定",   "你选"});
constexpr std::array latest = std::to_array<string_view>({"越晚越好", "越迟越好", "最晚", "最迟", "最后"});

/// What may be left of it, of 嗰 the 那: 最近那日, 哪天都得, 最早的.
constexpr string_view any_one =
    "||的|哪天|边日|那天|那日|一天|一日|天|日|几时|几点|什么时候|哪个|哪个时间|时间|什么时间|日子|个|那个|一个|的一天|的一日|的那天|的那日|"
    "的那个|"
    "的时间|的日子|的时段|时段|去|约|办|一班|";

/// One of the words at the end or the beginning, taken off.
template <class Words>
bool take_any(string_view& text, const Words& words) {
    for (const string_view word : words) {
        const bool ends = text.ends_with(word);
        if (!ends && !text.starts_with(word)) continue;
        ends ? text.remove_suffix(word.size()) : text.remove_prefix(word.size());
        return true;
    }
    return false;
}

/// How many weeks ahead the week lies that the whole text names.
std::optional<int> weeks_ahead(string_view text) {
    constexpr std::array names =
        std::to_array<std::pair<string_view, int>>({{"|这周|本周|这个星期|这星期|呢个星期|这个礼拜|呢个礼拜|这礼拜|", 0},
                                                    {"|下周|下星期|下个星期|下礼拜|下个礼拜|下一周|", 1},
                                                    {"|下下周|下下个星期|下下星期|下下个礼拜|", 2}});
    for (const auto& [listed, weeks] : names) {
        if (!text.empty() && is_listed(listed, text)) return weeks;
    }
    return std::nullopt;
}

std::optional<std::string> offered(const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) == ids.end() ? std::nullopt : std::optional(id);
}

}  // namespace

bool are_days(const std::vector<std::string>& ids) {
    return !ids.empty() && std::ranges::all_of(ids, [](const std::string& id) { return date_from_iso(id).has_value(); });
}

std::size_t line_number(string_view said) {
    const std::string digits = with_digits(said);
    string_view text = digits;
    for (const string_view lead : {"第", "选", "("}) {
        if (take_first(text, lead)) break;
    }
    const std::size_t number = take_number(text);
    static constexpr std::array endings =
        std::to_array<string_view>({"", ".", "。", "、", ")", "个", "项", "号", "条", "行", "种", "家", "个选项"});
    return std::ranges::find(endings, text) == endings.end() ? 0 : number;
}

std::vector<std::size_t> line_numbers(string_view text) {
    std::vector<std::size_t> numbers;
    for (const std::string& piece : pieces_of(text, separators)) {
        const std::size_t number = line_number(piece);
        if (number == 0) return {};
        numbers.push_back(number);
    }
    return numbers;
}

std::optional<std::string> day_or_hour(const std::vector<std::string>& ids, string_view text, Date today) {
    if (is_digits(text)) return std::nullopt;
    if (are_days(ids)) {
        const auto day = day_in(text, today, Toward::future);
        return day ? offered(ids, iso(*day)) : std::nullopt;
    }
    if (!are_hours(ids)) return std::nullopt;
    const auto time = time_of_day_in(text);
    if (!time) return std::nullopt;
    if (const auto found = offered(ids, clock(*time))) return found;
    // 3点 where there are none in the night; not 上午3点.
    string_view before;
    const auto spoken = time_at_end(text, before);
    return spoken && spoken->either_half ? offered(ids, clock(*time + std::chrono::hours(12))) : std::nullopt;
}

bool says_day_or_hour(const std::vector<std::string>& ids, string_view text, Date today) {
    if (is_digits(text)) return false;
    return (are_days(ids) && day_in(text, today, Toward::future)) || (are_hours(ids) && time_of_day_in(text));
}

std::optional<std::string> left_open(const std::vector<std::string>& ids, string_view text, Date today) {
    const bool has_days = are_days(ids);
    if (!has_days && !are_hours(ids)) return std::nullopt;
    const std::string said = chosen(text);
    string_view rest = said;
    if (take_any(rest, latest) && is_listed(any_one, rest)) return ids.back();
    const bool is_open = take_any(rest, whichever);
    if (is_open && is_listed(any_one, rest)) return ids.front();
    const auto span = has_days ? std::nullopt : span_of_day(rest);
    const auto week = has_days ? weeks_ahead(rest) : std::nullopt;
    if (!span && !week) return std::nullopt;
    const Date monday = today - std::chrono::days{std::chrono::weekday{today}.iso_encoding() - 1} + std::chrono::weeks{week.value_or(0)};
    const auto fitting = std::ranges::find_if(ids, [&](const std::string& id) {
        if (week) return date_from_iso(id) >= monday && date_from_iso(id) < monday + std::chrono::days{7};
        const auto time = minutes_from_clock(id);
        return time >= span->from && time < span->to;
    });
    return fitting == ids.end() ? std::string{} : *fitting;
}

std::optional<std::string> named(const std::vector<Option>& shown, string_view text) {
    const std::vector<Option> options = folded(shown);
    for (const std::string& said : {std::string(text), plain(text), chosen(text)}) {
        if (const Option* found = find_named(options, said)) return found->id;
        if (const Option* found = find_line(options, said)) return found->id;
    }
    return called(options, text);
}

std::optional<std::string> called(const std::vector<Option>& options, string_view text) {
    const Option* found = nullptr;
    std::size_t longest = 0;
    for (const Option& option : options) {
        for (const std::string& word : option.words) {
            if (word.size() < longest || text.find(word) == string_view::npos) continue;
            found = word.size() == longest && found != &option ? nullptr : &option;
            longest = word.size();
        }
    }
    return found == nullptr ? std::nullopt : std::optional(found->id);
}

std::vector<std::string> apart(string_view text, bool day_first) {
    constexpr std::array marks = std::to_array<string_view>({",", "、", ";", " "});
    std::vector<std::string> pieces;
    for (const std::string& piece : pieces_of(text, marks)) {
        string_view day = piece;
        // 明天下午, but not 最早: before the time stands a day, whichever it is today.
        const bool has_time = day_first && (time_at_end(piece, day) || take_part_of_day(day)) && day_in(wechat::trimmed(day), Date{});
        if (has_time) pieces.emplace_back(wechat::trimmed(day));
        pieces.push_back(has_time ? piece.substr(day.size()) : piece);
    }
    return pieces;
}

bool heads_one(const std::vector<Option>& shown, string_view text) {
    const std::vector<Option> options = folded(shown);
    const std::string said = plain(text);
    return only(options, [&](const Option& option) { return option.label == said; }) != nullptr ||
           only(options, [&](const Option& option) { return option.label.starts_with(said); }) != nullptr;
}

std::optional<std::vector<std::string>> all_named(const std::vector<Option>& options, string_view text) {
    if (const auto whole = named(options, text)) return std::vector{*whole};
    std::vector<std::string> ids;
    for (const std::string& piece : pieces_of(chosen(text), separators)) {
        const auto id = named(options, piece);
        if (!id) return std::nullopt;
        ids.push_back(*id);
    }
    return ids.empty() ? std::nullopt : std::optional(ids);
}

const Service* named_exactly(const std::vector<Service>& services, const Figures& figures, const std::string& text) {
    const Service* found = nullptr;
    for (const Service& service : services) {
        const auto settings = figures.settings.find(service.id);
        const bool is_named =
            service.title == text || std::ranges::find(service.words, text) != service.words.end() ||
            (settings != figures.settings.end() && std::ranges::find(settings->second.words, text) != settings->second.words.end());
        if (is_named && found != nullptr) return nullptr;
        if (is_named) found = &service;
    }
    return found;
}

}  // namespace services
