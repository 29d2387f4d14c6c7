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

std::string hours_text(const Office& office, const Calendar& calendar, Date day) {
    std::string text;
    for (const Span& span : office.open_on(day, calendar)) {
        if (!text.empty()) text += "、";
        text += clock(span.opens) + "-" + clock(span.closes);
    }
    return text.empty() ? "休息" : text;
}

}  // namespace services
