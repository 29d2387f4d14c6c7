#include "db/stores/slots.h"

#include <stdexcept>

namespace db {
namespace {

const std::string where_slot = std::string(" WHERE ") + slot_is;

constexpr const char* insert_slot = "INSERT INTO slots (site, business_group, slot_day, start_time, used) VALUES (?, ?, ?, ?, 0)";

// Takes the Sql or a Transaction.
template <typename Database>
bool make_slot(Database& database, const Slot& slot) {
    if (!database.query("SELECT 1 FROM slots" + where_slot, slot_values(slot)).empty()) return false;
    database.insert_once(insert_slot, slot_values(slot));
    return true;
}

}  // namespace

Values slot_values(const Slot& slot) { return {slot.site, slot.group, slot.day, slot.start}; }

Slot slot_at(const Row& row, std::size_t first) { return {row.text(first), row.text(first + 1), row.text(first + 2), row.text(first + 3)}; }

Values joined(Values left, const Values& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

void ensure_slot(Sql& sql, const Slot& slot) { make_slot(sql, slot); }

std::int64_t sweep_expired(Transaction& transaction, const Slot& slot, std::int64_t now) {
    const std::string expired = where_slot + " AND held_until <= ?";
    const Values values = joined(slot_values(slot), {now});
    if (transaction.query("SELECT 1 FROM holds" + expired + " LIMIT 1", values).empty()) return 0;
    // The slot's row is locked first, so that two sweepers cannot give the same places back.
    transaction.execute("UPDATE slots SET used = used" + where_slot, slot_values(slot));
    const std::int64_t swept = transaction.execute("DELETE FROM holds" + expired, values);
    if (swept > 0) give_back(transaction, slot, swept);
    return swept;
}

bool take_place(Transaction& transaction, const Slot& slot, std::int64_t capacity, std::int64_t now) {
    const auto take = [&] {
        return transaction.execute("UPDATE slots SET used = used + 1" + where_slot + " AND used < ?",
                                   joined(slot_values(slot), {capacity})) == 1;
    };
    // Most of those who come to a full slot stop here without having locked anything.
    if (take()) return true;
    const bool changed = sweep_expired(transaction, slot, now) > 0 || make_slot(transaction, slot);
    return changed && take();
}

void give_back(Transaction& transaction, const Slot& slot, std::int64_t places) {
    if (transaction.execute("UPDATE slots SET used = used - ?" + where_slot + " AND used >= ?",
                            joined(joined({places}, slot_values(slot)), {places})) != 1) {
        throw std::logic_error("a slot has fewer taken places than are given back");
    }
}

}  // namespace db
