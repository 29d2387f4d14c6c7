// The rules residents are held to, as plain functions of dates and facts: validity, bookable days and places, deadlines, bans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/rules/figures.h"
#include "services/rules/time.h"

namespace services {

/// Years an identity card issued on `day` is valid: 5, 10 or 20; absent means long term (catalogue §5.3 row 28).
std::optional<int> id_card_years(Date birth, Date day);
/// The same as a resident reads it: `20年`, `长期`.
std::string id_card_validity(Date birth, Date day);

/// How one appointment service sells its places (catalogue §8.1). Whole numbers only.
struct BookingRules {
    int book_ahead_days = 14;   // calendar days
    Minutes day_opens{8 * 60};  // when the last bookable day goes on sale
    bool same_day = false;
    Minutes same_day_notice{120};
    Minutes slot{30};
    int capacity_percent = 80;  // the rest is for residents who walk in
};

/// Days on which `office` can be booked at `now`, in order. Never beyond what the calendar is loaded for, never a closed day.
std::vector<Date> bookable_days(const Office&, const Calendar&, const BookingRules&, Instant now);

/// Starts of the slots of a day, in order; the last one ends when the office closes or before.
std::vector<Minutes> slots_of(const Office&, const Calendar&, const BookingRules&, Date day);
/// Those that can still be taken at `now`: all of a later day, on the same day those far enough ahead.
std::vector<Minutes> bookable_slots(const Office&, const Calendar&, const BookingRules&, Date day, Instant now);

/// Places of one slot for `service`: windows × slot / average visit × percent, rounded down; 0 when no window is open for it.
int capacity(const Office&, const BookingRules&, const std::string& service);

/// The last moment an appointment of `day` can be cancelled without penalty: `until` on the working day before.
Instant cancel_deadline(Date day, const Calendar&, Minutes until);

/// A broken promise: not shown up, or cancelled after the deadline.
struct Absence {
    Instant at;
    bool late_cancel = false;
};

struct BanRules {
    int no_shows = 3;  // a late cancel counts one half
    int within_days = 90;
    int ban_days = 30;
};

/// Until when the person may not book; absent when they may. The ban starts with the absence that reaches the number.
std::optional<Instant> banned_until(std::vector<Absence>, const BanRules&, Instant now);

}  // namespace services
