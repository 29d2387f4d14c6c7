// The places an appointment service has left: where, when and how many, as offered to residents and checked again at booking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/form/context.h"
#include "services/rules/policy.h"
#include "services/shapes/offices.h"

namespace services {

// All of it concerns the service of the context. Answers are those of appointment_fields().

struct Free {
    Date day;
    Minutes start;
    std::int64_t places = 0;
};

/// Offices at a `place` answer that receive the service, the nearest first.
std::vector<NearOffice> sites_at(const std::string& place, const Context&);
/// The office of the answer `site`; null unless it is verified and receives the service.
const Office* site_of(const Answers&, const Context&);
/// The days on which the office can be booked now, in order, full ones among them.
std::vector<Date> days_of(const Office&, const Context&);
/// Every slot of these days with at least one place left, in order.
std::vector<Free> free_slots(const Office&, const std::vector<Date>& days, Context&);

db::Slot slot_of(const Answers&, const Context&);
/// Places of the slot that may be sold now: what the store is given as capacity.
std::int64_t capacity_now(const Office&, Context&, const db::Slot&);
/// What is wrong with site, date and slot by the rules; whether a place is still free is the store's to say.
std::optional<Correct> not_bookable(const Answers&, const Context&);

/// Keeps one place of the slot off sale for a random 1 to 10 minutes, so that a cancelled place cannot be handed to somebody. A
/// lost key-value store puts it on sale at once.
void cool_down(Context&, const db::Slot&);

/// What a resident reads when somebody was faster.
inline constexpr auto just_taken = "刚刚被约满，请另选时段。";

}  // namespace services
