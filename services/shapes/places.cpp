#include "services/shapes/places.h"

#include <algorithm>
#include <sstream>

#include "wechat/bytes.h"

namespace services {
namespace {

BookingRules rules_of(const Settings& settings) {
    const BookingRules defaults;
    return {.book_ahead_days = static_cast<int>(settings.integer("book_ahead_days")),
            .day_opens = minutes_from_clock(settings.text("day_opens")).value_or(defaults.day_opens),
            .same_day = settings.flag("same_day"),
            .same_day_notice = defaults.same_day_notice,
            .slot = Minutes{settings.integer("slot_minutes")},
            .capacity_percent = static_cast<int>(settings.integer("capacity_percent"))};
}

// One Kv key a site and service holds a line for each: `unix day start`. Losing it only puts the places on sale at once.

struct Resting {
    std::int64_t until = 0;
    std::string day, start;
};

std::string resting_key(const std::string& site, const std::string& group) { return "resting:" + site + ":" + group; }

std::vector<Resting> read_resting(const std::optional<std::string>& value, Instant now) {
    std::vector<Resting> places;
    std::istringstream lines(value.value_or(""));
    for (Resting one; lines >> one.until >> one.day >> one.start;) {
        if (one.until > unix_time(now)) places.push_back(one);
    }
    return places;
}

}  // namespace

void cool_down(Context& context, const db::Slot& slot) {
    const std::string key = resting_key(slot.site, slot.group);
    const std::string random = wechat::random_bytes(2);
    const int drawn = static_cast<unsigned char>(random[0]) * 256 + static_cast<unsigned char>(random[1]);
    const Instant until = context.now + std::chrono::seconds{60 + drawn % 541};
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto before = context.stores.kv.get(key);
        std::ostringstream after;
        for (const Resting& one : read_resting(before, context.now)) after << one.until << ' ' << one.day << ' ' << one.start << '\n';
        after << unix_time(until) << ' ' << slot.day << ' ' << slot.start << '\n';
        if (context.stores.kv.exchange({{key, before}}, {{key, after.str(), std::chrono::minutes{11}}}, {}).done) return;
    }
}

std::int64_t capacity_now(const Office& office, Context& context, const db::Slot& slot) {
    std::int64_t places = capacity(office, rules_of(context.settings()), slot.group);
    for (const Resting& one : read_resting(context.stores.kv.get(resting_key(slot.site, slot.group)), context.now)) {
        if (one.day == slot.day && one.start == slot.start) --places;
    }
    return std::max<std::int64_t>(places, 0);
}

namespace {

/// Those that are taken, held or resting of each slot of these days.
std::map<std::pair<std::string, std::string>, std::int64_t> places_gone(const Office& office, const std::vector<Date>& days,
                                                                        Context& context) {
    const std::string& group = context.service->id;
    const std::string first = iso(days.front()), last = iso(days.back());
    return context.read_once("gone:" + office.id + ":" + group + ":" + first + ":" + last, [&] {
        std::map<std::pair<std::string, std::string>, std::int64_t> gone;
        for (const auto& taken : context.stores.appointments.taken(office.id, group, first, last, unix_time(context.now)))
            gone[{taken.day, taken.start}] += taken.used;
        for (const Resting& one : read_resting(context.stores.kv.get(resting_key(office.id, group)), context.now))
            ++gone[{one.day, one.start}];
        return gone;
    });
}

}  // namespace

std::vector<Free> free_slots(const Office& office, const std::vector<Date>& bookable, Context& context) {
    std::vector<Free> found;
    if (bookable.empty()) return found;
    const std::string& group = context.service->id;
    const BookingRules rules = rules_of(context.settings());
    const auto gone = places_gone(office, bookable, context);
    const std::int64_t places = capacity(office, rules, group);
    for (const Date day : bookable) {
        for (const Minutes start : bookable_slots(office, context.figures.calendar, rules, day, context.now)) {
            const auto used = gone.find({iso(day), clock(start)});
            const std::int64_t left = places - (used == gone.end() ? 0 : used->second);
            if (left > 0) found.push_back({day, start, left});
        }
    }
    return found;
}

std::vector<Date> days_of(const Office& office, const Context& context) {
    return bookable_days(office, context.figures.calendar, rules_of(context.settings()), context.now);
}

std::vector<NearOffice> sites_at(const std::string& place, const Context& context) {
    return offices_at(context.figures, place, [&](const Office& office) { return office.receives(context.service->id); });
}

const Office* site_of(const Answers& answers, const Context& context) {
    const Office* office = context.figures.office(value_of(answers, "site"));
    return office != nullptr && office->verified_on && office->receives(context.service->id) ? office : nullptr;
}

db::Slot slot_of(const Answers& answers, const Context& context) {
    return {value_of(answers, "site"), context.service->id, value_of(answers, "date"), value_of(answers, "slot")};
}

std::optional<Correct> not_bookable(const Answers& answers, const Context& context) {
    const Office* office = site_of(answers, context);
    if (office == nullptr) return Correct{"site", "这个网点暂不接受预约，请另选网点。"};
    const auto day = date_from_iso(value_of(answers, "date"));
    const auto bookable = days_of(*office, context);
    if (!day || std::ranges::find(bookable, *day) == bookable.end()) return Correct{"date", "这一天不能预约，请另选日期。"};
    const auto start = minutes_from_clock(value_of(answers, "slot"));
    const auto starts = bookable_slots(*office, context.figures.calendar, rules_of(context.settings()), *day, context.now);
    if (!start || std::ranges::find(starts, *start) == starts.end()) return Correct{"slot", "这个时段不能预约，请另选时段。"};
    return std::nullopt;
}

}  // namespace services
