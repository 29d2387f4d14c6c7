// A moment that has passed, as a resident says it: 刚刚, 14:05, 下午2点半, 昨天 22:10, 11月28日 9点.
#include <algorithm>
#include <array>
#include <charconv>

#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::array<std::string_view, 9> now_words{"刚刚", "刚才", "现在", "刚发生", "刚刚发生", "马上", "啱啱", "而家", "就现在"};

struct PartOfDay {
    std::string_view word;
    bool is_after_noon;  // 2点 is then 14:00
};
constexpr std::array parts_of_day{PartOfDay{"凌晨", false}, PartOfDay{"早上", false}, PartOfDay{"朝早", false}, PartOfDay{"上午", false},
                                  PartOfDay{"中午", true},  PartOfDay{"下午", true},  PartOfDay{"下昼", true},  PartOfDay{"傍晚", true},
                                  PartOfDay{"晚上", true},  PartOfDay{"夜晚", true}};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || text.size() > 2 || end.ec != std::errc{} || end.ptr != text.data() + text.size()) return {};
    return value;
}

/// "14:05" and "2点半" at the end of the text; what stands before it is left in `before`.
std::optional<Minutes> clock_at_end(std::string_view text, std::string_view& before) {
    std::size_t at = std::string_view::npos, length = 0;
    for (const std::string_view sign : {std::string_view(":"), std::string_view("点"), std::string_view("时")}) {
        const std::size_t found = text.rfind(sign);
        if (found == std::string_view::npos || (at != std::string_view::npos && found < at)) continue;
        at = found;
        length = sign.size();
    }
    if (at == std::string_view::npos) return {};
    std::string_view rest = wechat::trimmed(text.substr(at + length));
    for (const std::string_view unit :
         {std::string_view("分钟"), std::string_view("分"), std::string_view("钟"), std::string_view("左右")}) {
        if (rest.ends_with(unit)) rest.remove_suffix(unit.size());
    }
    const std::string_view head = wechat::trimmed(text.substr(0, at));
    std::size_t start = head.size();
    while (start > 0 && head[start - 1] >= '0' && head[start - 1] <= '9') --start;
    const auto hour = number(head.substr(start));
    const auto minute = rest.empty() ? std::optional(0) : rest == "半" ? std::optional(30) : number(rest);
    if (!hour || !minute || *hour > 23 || *minute > 59) return {};
    before = wechat::trimmed(head.substr(0, start));
    return hours{*hour} + Minutes{*minute};
}

Parsed parse_moment(const Input& input, const Facts& facts) {
    const Refusal unread{"请说明时间，例如「刚刚」「14:05」「昨天 22:10」或「11月28日 9点」。"};
    const std::string_view text = input.text;
    if (std::ranges::find(now_words, text) != now_words.end()) return iso_with_time(facts.now);
    std::string_view before;
    auto time = clock_at_end(text, before);
    if (!time) return unread;
    for (const PartOfDay& part : parts_of_day) {
        if (!before.ends_with(part.word)) continue;
        before = wechat::trimmed(before.substr(0, before.size() - part.word.size()));
        if (part.is_after_noon && *time < hours{12} && !(part.word == "中午" && *time >= hours{11})) *time += hours{12};
        break;
    }
    Date day = facts.today();
    if (!before.empty()) {
        const Parsed named = date.parse({.text = std::string(before)}, facts);
        if (std::holds_alternative<Refusal>(named)) return unread;
        day = *date_from_iso(std::get<std::string>(named));
    } else if (instant_of(day, *time) > facts.now) {
        day -= days{1};  // half past midnight, 23:50 was yesterday
    }
    const Instant at = instant_of(day, *time);
    if (at > facts.now) return Refusal{"这个时间还没有到，请核对后重新输入。"};
    return iso_with_time(at);
}

std::string show_moment(std::string_view value) {
    const auto at = instant_from_iso(value);
    return at ? moment(*at) : std::string(value);
}

}  // namespace

constinit const FieldType past_moment{.name = "past_moment", .parse = parse_moment, .mask = show_moment, .example = "2026-11-23 09:00"};

}  // namespace services
