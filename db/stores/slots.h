// The slots of appointments as places that are counted. Part of the appointments store.
#pragma once

#include "db/places.h"
#include "db/stores/appointments.h"

namespace db {

inline constexpr const char* slot_is = "site = ? AND business_group = ? AND slot_day = ? AND start_time = ?";

inline constexpr Places slots{
    .table = "slots",
    .holds = "holds",
    .hold = "draft",
    .key = "site, business_group, slot_day, start_time",
    .is = slot_is,
    .insert = "INSERT INTO slots (site, business_group, slot_day, start_time, used) VALUES (?, ?, ?, ?, 0)",
};

// The four key columns of a slot, to go where slot_is or four `?` stand.
inline Values slot_values(const Slot& slot) { return {slot.site, slot.group, slot.day, slot.start}; }
// Columns first to first + 3 of the row.
inline Slot slot_at(const Row& row, std::size_t first) {
    return {row.text(first), row.text(first + 1), row.text(first + 2), row.text(first + 3)};
}

}  // namespace db
