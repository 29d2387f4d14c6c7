// A moment that has passed, as a resident says it: 刚刚, 十分钟前, 14:05, 今早8点, 昨晚10点, 11月28日 9点.
#include <algorithm>
#include <array>

#include "services/answers/days.h"
#include "services/answers/fields.h"
#include "services/answers/numerals.h"
#include "services/answers/times.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::chrono::days;
using std::chrono::hours;
using View = std::u32string_view;

/// Clocks differ: what is ahead of ours by no more is now.
constexpr Minutes clocks_differ{10};
/// What is ahead by less than this is a slip rather than yesterday's.
constexpr Minutes surely_yesterday{30};
/// Until then the night that began yesterday is still 今晚.
constexpr hours night_ends{6};

constexpr std::array<View, 28> now_words{U"刚刚", U"刚才", U"刚刚才", U"方才", U"刚",     U"剛剛",   U"剛才",
                                         U"现在", U"現在", U"马上",   U"馬上", U"啱啱",   U"啱先",   U"啱啱先",
                                         U"啱",   U"头先", U"頭先",   U"而家", U"依家",   U"宜家",   U"家阵",
                                         U"即刻", U"正在", U"就现在", U"此刻", U"不久前", U"一阵前", U"一会儿前"};

/// Takes 刚刚 and its like off the beginning: of 刚刚十分钟前 and 头先三点 they say nothing more.
void take_now(View& text) {
    for (const View word : now_words) {
        if (text.size() > word.size() && take(text, word)) return;
    }
}

bool is_now(View text) { return std::ranges::find(now_words, text) != now_words.end(); }

/// 十分钟前, 半个钟前, 一个半小时前, 三个字前: how long ago; absent when it is not said so, or only about how many hours.
std::optional<Minutes> ago(View text) {
    if (!take_last(text, U"之前") && !take_last(text, U"以前") && !take_last(text, U"前")) return {};
    take_now(text);
    if (text.starts_with(U"大半") || text.starts_with(U"小半")) text.remove_prefix(1);
    Minutes all{0};
    for (bool is_first = true; is_first || !text.empty(); is_first = false) {
        // 个半钟 is one and a half, 半个钟 a half.
        const bool is_half = take(text, U"半");
        const auto count = is_half ? Count{0} : text.starts_with(U"个") ? Count{1} : take_count(text);
        if (!is_half && !count) return {};
        take(text, U" ");
        const bool is_measured = take(text, U"个") || take(text, U"個") || take(text, U"粒") || take(text, U"句");
        const bool and_half = take(text, U"半") || take(text, U".5");
        int unit = 0;
        for (const auto& [word, minutes] : std::initializer_list<std::pair<View, int>>{{U"分钟", 1},
                                                                                       {U"分鐘", 1},
                                                                                       {U"小时", 60},
                                                                                       {U"小時", 60},
                                                                                       {U"钟头", 60},
                                                                                       {U"鐘頭", 60},
                                                                                       {U"钟", 60},
                                                                                       {U"鐘", 60},
                                                                                       {U"刻钟", 15},
                                                                                       {U"刻", 15},
                                                                                       {U"骨", 15},
                                                                                       {U"分", 1}}) {
            if (unit == 0 && take(text, word)) unit = minutes;
        }
        if (unit == 0 && is_measured && take(text, U"字")) unit = 5;
        const bool is_half_more = and_half || (unit == 60 && take(text, U"半"));
        if (unit == 0 || (unit > 5 && count && count->is_vague)) return {};
        if ((is_half || is_half_more) && unit != 60) return {};
        all += Minutes{unit * count->value + (is_half || is_half_more ? unit / 2 : 0)};
        take(text, U"零");
    }
    return all <= hours{72} ? std::optional(all) : std::nullopt;
}

/// The day that stands before the time. What is said without its year or week lies behind, but not so far that it was rather meant to come.
std::optional<Date> day_before(std::string_view text, Date today) {
    using Stem = std::pair<std::string_view, int>;
    constexpr std::array<Stem, 11> stems{Stem{"今", 0}, {"昨", -1}, {"寻", -1}, {"尋", -1}, {"琴", -1}, {"噚", -1},
                                         {"㖊", -1},    {"擒", -1}, {"前", -2}, {"明", 1},  {"听", 1}};
    for (const auto& [stem, offset] : stems) {  // of 今早, 昨晚, 前晚
        if (text == stem) return today + days{offset};
    }
    const auto nearest = day_in(text, today);
    if (!nearest || *nearest <= today) return nearest;
    const auto past = day_in(text, today, Toward::past);
    return past && today - *past <= days{31} ? past : nearest;
}

constexpr const char* ahead = "这个时间还没有到，请核对后重新输入；如果是昨天或更早，请连同日期一起输入。";

Parsed at_or_before(Instant at, Instant now) {
    if (at > now + clocks_differ) return Refusal{ahead};
    return iso_with_time(std::min(at, now));
}

Parsed on_day(Date day, const SpokenTime& spoken, Instant now) {
    const Date today = date_of(now);
    Instant at = instant_of(day + days{spoken.after_midnight ? 1 : 0}, spoken.time);
    if (spoken.either_half && day == today && spoken.time < hours{12} && at + hours{12} <= now + clocks_differ) at += hours{12};
    // 今晚一点 said by day, and 今晚11点 said after midnight, are of the night that began the day before.
    const bool is_of_night_before = spoken.after_midnight || (day == today && time_of_day(now) < night_ends);
    if (at > now + clocks_differ && at - days{1} <= now && day <= today && is_of_night_before) at -= days{1};
    return at_or_before(at, now);
}

/// The last such time that is not ahead. 3点 may be 15:00, and at night 12点 is midnight.
Parsed without_day(const SpokenTime& spoken, Instant now) {
    const Date today = date_of(now);
    const Instant said = instant_of(today, spoken.time);
    std::optional<Instant> last;
    const auto add = [&](Instant at) {
        if (at <= now + clocks_differ && (!last || at > *last)) last = at;
    };
    for (const Instant at : {said, said - days{1}}) {
        add(at);
        if (spoken.either_half && spoken.time < hours{12}) add(at + hours{12});
        if (spoken.either_half && spoken.time >= hours{12} && time_of_day(now) < night_ends) add(at - hours{12});
    }
    const bool is_of_today = last && date_of(*last) == today;
    if (!last || (!is_of_today && said > now && said - now < surely_yesterday)) return Refusal{ahead};
    return at_or_before(*last, now);
}

Parsed parse_moment(const Input& input, const Facts& facts) {
    if (const auto written = instant_from_iso(input.text))
        return at_or_before(*written, facts.now);  // as stored, and as a page's picker has it
    const std::u32string all = wechat::to_utf32(input.text);
    const View words = all.size() > 60 ? View{} : without_hedges(all);
    if (is_now(words)) return iso_with_time(facts.now);
    if (const auto since = ago(words)) return iso_with_time(facts.now - *since);
    const std::string text = wechat::to_utf8(words);
    std::string_view before;
    if (const auto time = time_at_end(text, before)) {
        if (before.empty() || is_now(wechat::to_utf32(before))) return without_day(*time, facts.now);
        if (const auto day = day_before(before, facts.today())) return on_day(*day, *time, facts.now);
    }
    std::string_view day = text;
    const bool has_part = take_part_of_day(day);
    if (has_part || words.ends_with(U"前") || day_before(day, facts.today()))
        return Refusal{"请连同大约几点一起说明，例如「昨天 22:10」或「今早8点」；刚发生的请输入「刚刚」。"};
    return Refusal{"请说明时间，例如「刚刚」「14:05」「昨天 22:10」或「11月28日 9点」。"};
}

std::string show_moment(std::string_view value) {
    const auto at = instant_from_iso(value);
    return at ? moment(*at) : std::string(value);
}

}  // namespace

constinit const FieldType past_moment{.name = "past_moment", .parse = parse_moment, .mask = show_moment, .example = "2026-11-23 09:00"};

}  // namespace services
