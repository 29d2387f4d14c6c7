// The counting of places: the only statements that change a slot's `used`. Part of the appointments store.
#pragma once

#include <cstdint>
#include <string>

#include "db/sql.h"
#include "db/stores/appointments.h"

namespace db {

inline constexpr const char* slot_is = "site = ? AND business_group = ? AND slot_day = ? AND start_time = ?";

// The four key columns of a slot, to go where slot_is or four `?` stand.
Values slot_values(const Slot& slot);
// Columns first to first + 3 of the row.
Slot slot_at(const Row& row, std::size_t first);
// Both lists as one.
Values joined(Values left, const Values& right);

// Makes the slot's row when there is none. Outside of a transaction where possible: inside, a refused insert keeps a shared lock that may
// deadlock with the update after it.
void ensure_slot(Sql& sql, const Slot& slot);
// Gives back the places whose holds have expired; how many.
std::int64_t sweep_expired(Transaction& transaction, const Slot& slot, std::int64_t now);

// Takes one place when fewer than capacity are taken, after giving back those of expired holds; false when full. Makes the row as well.
bool take_place(Transaction& transaction, const Slot& slot, std::int64_t capacity, std::int64_t now);
// Throws std::logic_error when the slot has no place to give back: then the count was wrong before.
void give_back(Transaction& transaction, const Slot& slot, std::int64_t places = 1);

}  // namespace db
