#include "services/shapes/offices.h"

#include <algorithm>

#include "services/answers/fields.h"

namespace services {
namespace {

bool is_at(const Office& office, std::string_view place) {
    const auto has = [&](std::string_view text) { return text.find(place) != std::string_view::npos; };
    return place == whole_city || office.district == place || has(office.name) || has(office.address) ||
           has(district_name(office.district));
}

bool is_whole_day(const Span& span) { return span.opens == Minutes{0} && span.closes == std::chrono::hours{24}; }

}  // namespace

std::vector<NearOffice> offices_at(const Figures& figures, std::string_view place, const std::function<bool(const Office&)>& wanted) {
    const auto from = position_of(place);
    std::vector<NearOffice> found;
    for (const Office& office : figures.offices) {
        if (!office.verified_on || !wanted(office)) continue;
        if (from) {
            found.push_back({&office, distance(*from, office.position)});
        } else if (is_at(office, place)) {
            found.push_back({&office});
        }
    }
    std::ranges::stable_sort(found, {}, [](const NearOffice& near) { return near.metres.value_or(0); });
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
