#include "services/rules/policy.h"

#include <algorithm>

namespace services {

std::optional<int> id_card_years(Date birth, Date day) {
    const int age = age_on(birth, day);
    if (age < 16) return 5;
    if (age < 26) return 10;
    if (age < 46) return 20;
    return std::nullopt;
}

std::string id_card_validity(Date birth, Date day) {
    const auto years = id_card_years(birth, day);
    return years ? std::to_string(*years) + "年" : "长期";
}

std::vector<Date> bookable_days(const Office& office, const Calendar& calendar, const BookingRules& rules, Instant now) {
    const Date today = date_of(now);
    const bool on_sale = time_of_day(now) >= rules.day_opens;
    const Date last = std::min(today + std::chrono::days{rules.book_ahead_days - (on_sale ? 0 : 1)}, calendar.loaded_until);
    std::vector<Date> days;
    for (Date day = rules.same_day ? today : today + std::chrono::days{1}; day <= last; day += std::chrono::days{1}) {
        // Before the next working day nobody is there to prepare, even where the office opens on a Saturday.
        if (days.empty() && day > today && day < calendar.working_day(today, 1)) continue;
        if (!bookable_slots(office, calendar, rules, day, now).empty()) days.push_back(day);
    }
    return days;
}

std::vector<Minutes> slots_of(const Office& office, const Calendar& calendar, const BookingRules& rules, Date day) {
    std::vector<Minutes> starts;
    for (const Span& span : office.open_on(day, calendar)) {
        for (Minutes start = span.opens; start + rules.slot <= span.closes; start += rules.slot) starts.push_back(start);
    }
    return starts;
}

std::vector<Minutes> bookable_slots(const Office& office, const Calendar& calendar, const BookingRules& rules, Date day, Instant now) {
    auto starts = slots_of(office, calendar, rules, day);
    const Instant earliest = now + (day == date_of(now) ? rules.same_day_notice : Minutes{0});
    std::erase_if(starts, [&](Minutes start) { return instant_of(day, start) < earliest; });
    return starts;
}

int capacity(const Office& office, const BookingRules& rules, const std::string& service) {
    const auto windows = office.windows.find(service);
    if (windows == office.windows.end() || windows->second <= 0 || office.average_minutes <= 0) return 0;
    const auto visits = windows->second * rules.slot.count() * rules.capacity_percent;
    return static_cast<int>(std::max<Minutes::rep>(0, visits / (office.average_minutes * 100)));
}

Instant cancel_deadline(Date day, const Calendar& calendar, Minutes until) { return instant_of(calendar.working_day(day, -1), until); }

std::optional<Instant> banned_until(std::vector<Absence> absences, const BanRules& rules, Instant now) {
    std::ranges::sort(absences, {}, &Absence::at);
    std::optional<Instant> until;
    for (std::size_t last = 0; last < absences.size(); ++last) {
        const Instant since = absences[last].at - std::chrono::days{rules.within_days};
        int halves = 0;
        for (std::size_t i = 0; i <= last; ++i) {
            if (absences[i].at > since) halves += absences[i].late_cancel ? 1 : 2;
        }
        if (halves >= rules.no_shows * 2) until = absences[last].at + std::chrono::days{rules.ban_days};
    }
    return until && *until > now ? until : std::nullopt;
}

}  // namespace services
