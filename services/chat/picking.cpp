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
    std::vector<std::string> pieces = pieces_of(text, marks);
    string_view day;
    if (pieces.size() == 1 && day_first && time_at_end(text, day) && !day.empty())
        pieces = {std::string(wechat::trimmed(day)), std::string(text.substr(day.size()))};
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
