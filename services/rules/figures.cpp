#include "services/rules/figures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace services {
namespace {

template <class Value>
const Value& parameter_of(const Settings& settings, std::string_view key) {
    const auto found = settings.parameters.find(std::string(key));
    if (found == settings.parameters.end()) throw std::out_of_range("undeclared parameter: " + std::string(key));
    const auto* value = std::get_if<Value>(&found->second);
    if (value == nullptr) throw std::out_of_range("parameter of another type: " + std::string(key));
    return *value;
}

}  // namespace

double distance(Position a, Position b) {
    constexpr double earth_radius = 6'371'008.8;
    constexpr double radian = std::numbers::pi / 180;
    const double up = std::sin((b.latitude - a.latitude) * radian / 2);
    const double across = std::sin((b.longitude - a.longitude) * radian / 2);
    const double h = up * up + std::cos(a.latitude * radian) * std::cos(b.latitude * radian) * across * across;
    return 2 * earth_radius * std::asin(std::sqrt(std::min(1.0, h)));
}

const std::vector<District>& districts() {
    static const std::vector<District> all{{"440103", "荔湾区"}, {"440104", "越秀区"}, {"440105", "海珠区"}, {"440106", "天河区"},
                                           {"440111", "白云区"}, {"440112", "黄埔区"}, {"440113", "番禺区"}, {"440114", "花都区"},
                                           {"440115", "南沙区"}, {"440117", "从化区"}, {"440118", "增城区"}};
    return all;
}

std::string district_name(std::string_view code) {
    for (const District& district : districts()) {
        if (district.code == code) return district.name;
    }
    return std::string(code);
}

bool Calendar::is_working_day(Date day) const {
    if (const auto listed = exceptions.find(day); listed != exceptions.end()) return listed->second;
    return std::chrono::weekday{day}.iso_encoding() < 6;
}

Date Calendar::working_day(Date day, int n) const {
    const std::chrono::days step{n < 0 ? -1 : 1};
    for (int left = std::abs(n); left > 0;) {
        day += step;
        if (is_working_day(day)) --left;
    }
    return day;
}

std::optional<Date> Season::lasts_until(Date day) const {
    const std::chrono::year now = std::chrono::year_month_day{day}.year();
    for (const std::chrono::year begins : {now - std::chrono::years{1}, now}) {
        if (year && *year != begins) continue;
        const std::chrono::year_month_day last{until < from ? begins + std::chrono::years{1} : begins, until.month(), until.day()};
        // A 29 February that does not exist is 1 March to sys_days, which suits a first day and not a last one.
        const Date ends = last.ok() ? Date{last} : Date{last.year() / last.month() / std::chrono::last};
        if (Date{begins / from.month() / from.day()} <= day && day <= ends) return ends;
    }
    return std::nullopt;
}

const Season* Office::season_on(Date day) const {
    const auto found = std::ranges::find_if(seasons, [&](const Season& season) { return season.lasts_until(day).has_value(); });
    return found == seasons.end() ? nullptr : &*found;
}

std::vector<Span> Office::open_on(Date day, const Calendar& calendar) const {
    if (const auto dated = dated_hours.find(day); dated != dated_hours.end()) return dated->second;
    const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
    const auto listed = calendar.exceptions.find(day);
    if (listed != calendar.exceptions.end() && !listed->second && !open_on_holidays) return {};
    const bool working_weekend = listed != calendar.exceptions.end() && listed->second && weekday > 5;
    const Season* season = season_on(day);
    const WeeklyHours& in_force = season == nullptr ? hours : season->hours;
    // An ordinary Saturday keeps its own row: halls receive residents when the city is off (catalogue §8.2).
    const auto weekly = in_force.find(working_weekend ? 1 : static_cast<int>(weekday));
    return weekly == in_force.end() ? std::vector<Span>{} : weekly->second;
}

bool Office::receives(std::string_view service) const {
    return std::find(businesses.begin(), businesses.end(), service) != businesses.end();
}

bool is_open_at(const std::vector<Span>& hours, Minutes time) {
    return hours.empty() || std::ranges::any_of(hours, [&](const Span& span) { return span.contains(time); });
}

bool Settings::is_open(Instant now) const { return enabled && (!opens || now >= *opens) && (!closes || now < *closes); }

std::int64_t Settings::integer(std::string_view parameter) const { return parameter_of<std::int64_t>(*this, parameter); }
bool Settings::flag(std::string_view parameter) const { return parameter_of<bool>(*this, parameter); }
const std::string& Settings::text(std::string_view parameter) const { return parameter_of<std::string>(*this, parameter); }
const Rows& Settings::rows(std::string_view parameter) const { return parameter_of<Rows>(*this, parameter); }

payment::Fen Figures::fee(std::string_view item, Date day) const {
    for (const Fee& fee : fees) {
        if (fee.item == item && fee.from <= day && (!fee.until || day <= *fee.until)) return fee.amount;
    }
    throw std::out_of_range("no fee row for " + std::string(item) + " on " + iso(day));
}

const Office* Figures::office(std::string_view id) const {
    const auto found = std::find_if(offices.begin(), offices.end(), [&](const Office& office) { return office.id == id; });
    return found == offices.end() ? nullptr : &*found;
}

const Settings& Figures::of(std::string_view service) const {
    const auto found = settings.find(service);
    if (found == settings.end()) throw std::out_of_range("no settings for " + std::string(service));
    return found->second;
}

}  // namespace services
