#include <algorithm>

#include "gateway/config/build.h"
#include "gateway/config/words.h"
#include "services/rules/gazetteer.h"

namespace gateway {

namespace {

using json::Node;

const std::vector<std::string> weekdays{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// Hours of one day, in order and apart.
std::vector<services::Span> day_hours(const Node& list, const std::string& day, Findings& findings) {
    auto spans = taken<std::vector<services::Span>>(list);
    for (std::size_t i = 1; i < spans.size(); ++i)
        if (spans[i].opens < spans[i - 1].closes)
            findings.error(list.place,
                           "\"" + day + "\" has hours that overlap or are out of order, expected e.g. [\"08:30-12:00\", \"14:00-17:30\"]");
    return spans;
}

services::WeeklyHours weekly_hours(const Node& node, Findings& findings) {
    services::WeeklyHours hours;
    for (const auto& [name, place, list] : node.members) {
        const auto day = std::find(weekdays.begin(), weekdays.end(), name) - weekdays.begin();
        hours[static_cast<int>(day) + 1] = day_hours(list, name, findings);
    }
    return hours;
}

void take_hours(const Node& node, services::Office& office, Findings& findings) {
    office.hours = weekly_hours(node.at("hours"), findings);
    for (const auto& [name, place, list] : node.at("dated_hours").members) {
        if (const auto date = services::date_from_iso(name))
            office.dated_hours[*date] = day_hours(list, name, findings);
        else
            findings.error(place, "\"dated_hours\": \"" + name + "\" is not a date that exists, expected e.g. \"2026-12-31\"");
    }
}

/// "2027-07-01", or "07-01", which exists when it does in a leap year.
struct SeasonDay {
    services::Date date;
    bool yearly;

    std::chrono::month_day in_year() const {
        const std::chrono::year_month_day whole{date};
        return whole.month() / whole.day();
    }
};

std::optional<SeasonDay> season_day(const Node& season, const char* key, Findings& findings) {
    const Node& node = season.at(key);
    const bool yearly = node.text.size() == std::string_view("07-01").size();
    if (const auto date = services::date_from_iso(yearly ? "2024-" + node.text : node.text)) return SeasonDay{*date, yearly};
    if (node.given)
        findings.error(node.place, "\"" + std::string(key) + "\": \"" + node.text +
                                       "\" is not a day that exists, expected e.g. \"07-01\" of every year, or \"2027-07-01\"");
    return std::nullopt;
}

/// Absent after an error in its days.
std::optional<services::Season> season_of(const Node& node, Findings& findings) {
    services::Season season{.hours = weekly_hours(node.at("hours"), findings)};
    const auto from = season_day(node, "from", findings), until = season_day(node, "until", findings);
    if (!from || !until) return std::nullopt;
    season.from = from->in_year();
    season.until = until->in_year();
    if (!from->yearly) season.year = std::chrono::year_month_day{from->date}.year();
    if (from->yearly != until->yearly) {
        findings.error(node.at("until").place, "\"until\" is written otherwise than from, expected both with the year or both without it");
    } else if (!from->yearly && season.lasts_until(from->date) != until->date) {
        findings.error(node.at("until").place,
                       "\"until\": " + services::iso(until->date) + " does not follow " + services::iso(from->date) + " within a year");
    } else {
        return season;
    }
    return std::nullopt;
}

/// Seasons of every year meet in a leap year if ever; one of a single year is met from its first day on, within a year.
bool overlap(const services::Season& one, const services::Season& other) {
    const std::chrono::year year = one.year.value_or(other.year.value_or(std::chrono::year{2024}));
    const services::Date first = year / std::chrono::January / 1, last = (year + std::chrono::years{1}) / std::chrono::December / 31;
    for (services::Date day = first; day <= last; day += std::chrono::days{1})
        if (one.lasts_until(day) && other.lasts_until(day)) return true;
    return false;
}

void take_seasons(const Node& node, services::Office& office, Findings& findings) {
    for (const Node& item : node.at("seasons").items) {
        if (!item.given) continue;
        const auto season = season_of(item, findings);
        if (!season) continue;
        if (std::ranges::any_of(office.seasons, [&](const services::Season& earlier) { return overlap(earlier, *season); }))
            findings.error(item.place, "this season overlaps an earlier one of the same place, expected each day in one season at most");
        office.seasons.push_back(*season);
    }
}

void check_position(const Node& position, Findings& findings) {
    if (!position.given) return;
    const auto &latitude = position.at("latitude"), &longitude = position.at("longitude");
    if (!latitude.given || !longitude.given) return;
    if (services::is_in_guangzhou({latitude.number, longitude.number})) return;
    findings.error(position.place,
                   std::string("\"position\" is outside Guangzhou, expected latitude 22.43 to 23.94 and longitude 112.95 to 114.06") +
                       (services::is_in_guangzhou({longitude.number, latitude.number}) ? "; are the two swapped?" : ""));
}

void take_businesses(const Node& node, const services::Catalog& catalog, services::Office& office, Findings& findings) {
    const auto& windows = node.at("windows");
    for (const auto& business : node.at("businesses").items) {
        if (!is_service(business, catalog, findings)) continue;
        if (catalog.find(business.text)->kind != services::Kind::appointment)
            findings.error(business.place, "\"" + business.text + "\" is not booked, expected services by appointment only");
        if (office.receives(business.text))
            findings.error(business.place, "\"" + business.text + "\" is listed twice, expected each business once");
        office.businesses.push_back(business.text);
        if (windows.find(business.text) == nullptr)
            findings.error(business.place, "\"" + business.text + "\" has no windows, expected \"windows\": {\"" + business.text +
                                               "\": 2} (0 offers no appointments)");
    }
    for (const auto& [name, place, count] : windows.members) {
        if (!office.receives(name))
            findings.error(place, "\"windows\": \"" + name + "\" is not among the businesses of this place, expected one of " +
                                      listed(office.businesses) + did_you_mean(name, office.businesses));
        office.windows[name] = static_cast<int>(count.integer);
    }
    if (!office.businesses.empty() && office.hours.empty() && node.at("hours").type == json::Type::object)
        findings.warn(node.place, "\"" + office.id + "\" receives residents but has no hours, so no appointment can be offered");
}

void complete(services::Office& office, const Node& node, const services::Catalog& catalog, Findings& findings) {
    if (const auto& phone = node.at("phone"); phone.text.find_first_not_of("0123456789-, ") != std::string::npos)
        findings.error(phone.place, "\"phone\": \"" + phone.text + "\" is not valid, expected digits and hyphens, e.g. \"020-12345678\"");
    check_position(node.at("position"), findings);
    take_hours(node, office, findings);
    take_seasons(node, office, findings);
    take_businesses(node, catalog, office, findings);
}

}  // namespace

void build_offices(const Node& root, const services::Catalog& catalog, std::vector<services::Office>& offices, Findings& findings) {
    std::vector<std::string> ids;
    const auto& nodes = root.at("offices").items;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto& id = nodes[i].at("id");
        if (id.given && std::find(ids.begin(), ids.end(), id.text) != ids.end())
            findings.error(id.place, "\"id\": \"" + id.text + "\" is already the id of another place, expected a different one");
        ids.push_back(id.text);
        complete(offices[i], nodes[i], catalog, findings);
    }
    for (const auto& node : nodes) {
        const auto& parent = node.at("parent");
        if (!parent.given || parent.text.empty()) continue;
        if (std::find(ids.begin(), ids.end(), parent.text) == ids.end())
            findings.error(parent.place, "\"parent\": there is no place \"" + parent.text + "\", expected the id of another place" +
                                             did_you_mean(parent.text, ids));
        else if (parent.text == node.at("id").text)
            findings.error(parent.place, "\"parent\": a place cannot be above itself, expected the id of another place");
    }
}

}  // namespace gateway
