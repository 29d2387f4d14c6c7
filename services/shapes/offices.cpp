#include "services/shapes/offices.h"

#include <algorithm>
#include <limits>

#include "services/answers/fields.h"

namespace services {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Whether the office answers to these words as they are.
bool is_at(const Office& office, std::string_view place) {
    return office.district == place || has(office.name, place) || has(office.address, place) || has(district_name(office.district), place);
}

bool is_called_like(const Office& office, const GazetteerPlace& place) {
    return office.district == place.district &&
           std::ranges::any_of(place.names, [&](const std::string& name) { return has(office.name, name) || has(office.address, name); });
}

/// An office without a position on the map is far from everywhere.
std::optional<double> metres(std::optional<Position> from, const Office& office) {
    const bool is_on_map = office.position.latitude != 0 || office.position.longitude != 0;
    return from && is_on_map ? std::optional(distance(*from, office.position)) : std::nullopt;
}
double far(const std::optional<double>& metres) { return metres.value_or(std::numeric_limits<double>::max()); }

/// Those the words find, of `found`.
std::vector<NearOffice> at_words(const Figures& figures, std::string_view words, const std::vector<NearOffice>& found) {
    const auto exact = std::ranges::find_if(found, [&](const NearOffice& near) { return near.office->name == words; });
    if (exact != found.end()) return {*exact};
    const auto named = place_named(figures, words);
    std::vector<NearOffice> first, others;
    for (const NearOffice& near : found) {
        const Office& office = *near.office;
        const auto is_like = [&](const GazetteerPlace* place) { return is_called_like(office, *place); };
        if (is_at(office, words) || (named && std::ranges::any_of(named->places, is_like)))
            first.push_back(near);
        else if (named && std::ranges::find(named->districts, office.district) != named->districts.end())
            others.push_back(near);
    }
    if (!named || (named->places.empty() && !first.empty())) return first;
    const auto from = named->position();
    const auto away = [&](const NearOffice& near) { return far(metres(from, *near.office)); };
    std::ranges::stable_sort(first, {}, away);
    std::ranges::stable_sort(others, {}, away);
    first.insert(first.end(), others.begin(), others.end());
    return first;
}

bool is_whole_day(const Span& span) { return span.opens == Minutes{0} && span.closes == std::chrono::hours{24}; }

}  // namespace

std::optional<NamedPlace> place_named(const Figures& figures, std::string_view place) {
    if (place == whole_city || position_of(place)) return std::nullopt;
    if (const std::string name = district_name(place); name != place) return NamedPlace{name, {std::string(place)}};
    return figures.gazetteer->named_in(place);
}

std::vector<NearOffice> offices_at(const Figures& figures, std::string_view place, const std::function<bool(const Office&)>& wanted) {
    const auto from = position_of(place);
    std::vector<NearOffice> found;
    for (const Office& office : figures.offices) {
        if (office.verified_on && wanted(office)) found.push_back({&office, metres(from, office)});
    }
    if (!from) return place == whole_city ? found : at_words(figures, place, found);
    std::ranges::stable_sort(found, {}, [](const NearOffice& near) { return far(near.metres); });
    return found;
}

std::string distance_text(const std::optional<double>& metres) {
    if (!metres) return {};
    if (*metres < 1000) return std::to_string(static_cast<int>(*metres / 10) * 10) + "米";
    const int tenths = static_cast<int>(*metres / 100);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "公里";
}

std::string hours_text(const std::vector<Span>& hours) {
    std::string text;
    for (const Span& span : hours) {
        if (!text.empty()) text += "、";
        text += is_whole_day(span) ? "24小时" : clock(span.opens) + "-" + clock(span.closes);
    }
    return text.empty() ? "休息" : text;
}

std::string hours_text(const Office& office, const Calendar& calendar, Date day) { return hours_text(office.open_on(day, calendar)); }

std::string open_now_text(const Office& office, const Calendar& calendar, Instant now) {
    const Date today = date_of(now);
    const Minutes time = time_of_day(now);
    for (const Span& span : office.open_on(today, calendar)) {
        if (is_whole_day(span)) return "开放中";
        if (span.contains(time)) return "开放中，" + clock(span.closes) + "休息";
    }
    for (Date day = today; day <= std::min(calendar.loaded_until, today + std::chrono::days{31}); day += std::chrono::days{1}) {
        for (const Span& span : office.open_on(day, calendar)) {
            if (day == today && span.opens <= time) continue;
            const std::string when = day == today ? "" : day == today + std::chrono::days{1} ? "明天" : chinese(day);
            return "已休息，" + when + clock(span.opens) + "开放";
        }
    }
    return "已休息";
}

}  // namespace services
