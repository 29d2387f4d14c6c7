#include "services/rules/time.h"

#include <array>
#include <cstdio>

namespace services {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::year_month_day;

constexpr hours shanghai{8};

year_month_day civil(Date day) { return year_month_day{day}; }

unsigned month_of(Date day) { return static_cast<unsigned>(civil(day).month()); }
unsigned day_of(Date day) { return static_cast<unsigned>(civil(day).day()); }

std::string month_and_day(Date day) { return std::to_string(month_of(day)) + "月" + std::to_string(day_of(day)) + "日"; }

std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return {};
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

Date date_of(Instant now) { return floor<days>(now + shanghai); }

Minutes time_of_day(Instant now) { return floor<Minutes>(now + shanghai - date_of(now)); }

Instant instant_of(Date day, Minutes time) { return day + time - shanghai; }

std::string iso(Date day) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(civil(day).year()), month_of(day), day_of(day));
    return text.data();
}

std::optional<Date> date_from_iso(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
    const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8));
    if (!year || !month || !day) return {};
    const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return {};
    return Date{date};
}

std::string iso_with_time(Instant at) { return iso(date_of(at)) + " " + clock(time_of_day(at)); }

std::optional<Instant> instant_from_iso(std::string_view text) {
    if (text.size() != 16 || (text[10] != ' ' && text[10] != 'T')) return {};
    const auto day = date_from_iso(text.substr(0, 10));
    const auto time = minutes_from_clock(text.substr(11));
    if (!day || !time) return {};
    return instant_of(*day, *time);
}

std::string iso_basic(Date day) {
    std::string text = iso(day);
    std::erase(text, '-');
    return text;
}

std::string chinese(Date day) {
    static constexpr std::array<const char*, 7> names{"日", "一", "二", "三", "四", "五", "六"};
    return month_and_day(day) + "(周" + names[std::chrono::weekday{day}.c_encoding()] + ")";
}

std::string chinese_with_year(Date day) { return std::to_string(static_cast<int>(civil(day).year())) + "年" + month_and_day(day); }

std::string clock(Minutes time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(time.count() / 60), static_cast<int>(time.count() % 60));
    return text.data();
}

std::optional<Minutes> minutes_from_clock(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return {};
    const auto hour = digits(text.substr(0, 2)), minute = digits(text.substr(3));
    if (!hour || !minute || *minute > 59) return {};
    const Minutes time = hours{*hour} + Minutes{*minute};
    if (time > hours{24}) return {};
    return time;
}

std::string moment(Instant now) { return month_and_day(date_of(now)) + " " + clock(time_of_day(now)); }

std::string moment_with_year(Instant now) { return chinese_with_year(date_of(now)) + " " + clock(time_of_day(now)); }

int age_on(Date birth, Date day) {
    const year_month_day from = civil(birth), to = civil(day);
    const bool had_birthday = to.month() != from.month() ? to.month() > from.month() : to.day() >= from.day();
    return static_cast<int>(to.year()) - static_cast<int>(from.year()) - (had_birthday ? 0 : 1);
}

}  // namespace services
