#include "gateway/config/build.h"

namespace gateway {

namespace {

using namespace std::chrono_literals;
using services::Date;

int year_of(Date day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

constexpr std::chrono::days notice{45};  // the yearly notice has to be found and entered

bool is_weekend(Date day) { return std::chrono::weekday{day}.iso_encoding() >= 6; }

/// Takes one day in, unless something is already said of it.
void take(Date day, bool works, json::Place at, services::Calendar& calendar, Findings& findings) {
    const auto [row, fresh] = calendar.exceptions.emplace(day, works);
    if (fresh) return;
    const auto before = row->second ? "a working weekend" : "a holiday";
    findings.error(at, services::iso(day) + " is listed twice, already as " + before + "; expected each day once");
}

/// Tells an administrator while there is time: after the last day nothing is offered any more.
void warn_before_the_end(const json::Node& until, Date today, Findings& findings) {
    const auto left = (taken<Date>(until) - today).count();
    if (left >= notice.count()) return;
    findings.warn(until.place, "\"loaded_until\": " + until.text +
                                   (left < 0 ? " is past and nothing can be booked" : " is " + std::to_string(left) + " days away") +
                                   ", expected the next notice below and its last day here");
}

}  // namespace

void build_calendar(const json::Node& root, Date today, services::Calendar& calendar, Findings& findings) {
    const auto& until = root.at("loaded_until");
    if (until.given) warn_before_the_end(until, today, findings);
    const auto within = [&](Date day, json::Place at) {
        if (until.given && day > calendar.loaded_until)
            findings.error(
                at, services::iso(day) + " is after loaded_until (" + until.text + "), expected loaded_until to cover every listed day");
    };
    bool last_year_listed = false;
    for (const auto& row : root.at("holidays").items) {
        const auto &from = row.at("from"), &last = row.at("until");
        if (!from.given || !last.given) continue;
        const Date first_day = taken<Date>(from), last_day = taken<Date>(last);
        if (first_day > last_day || last_day - first_day > std::chrono::days{31}) {
            findings.error(last.place, "\"until\": " + last.text + " does not follow " + from.text +
                                           " within a month, expected the last day of this holiday");
            continue;
        }
        for (Date day = first_day; day <= last_day; day += std::chrono::days{1}) take(day, false, from.place, calendar, findings);
        within(last_day, last.place);
        last_year_listed |= year_of(last_day) == year_of(calendar.loaded_until);
    }
    for (const auto& row : root.at("working_weekends").items) {
        if (!row.given) continue;
        const Date day = taken<Date>(row);
        if (!is_weekend(day)) {
            findings.error(row.place, "\"working_weekends\": " + row.text + " is a weekday, expected a Saturday or Sunday");
            continue;
        }
        take(day, true, row.place, calendar, findings);
        within(day, row.place);
    }
    if (until.given && root.at("holidays").given && !last_year_listed)
        findings.error(until.place, "\"loaded_until\" is " + until.text + " but no holiday of " +
                                        std::to_string(year_of(calendar.loaded_until)) + " is listed, expected that year's notice below");
}

}  // namespace gateway
