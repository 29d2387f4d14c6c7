// Places that are counted: a row says how many are taken, those held for a while among them, and they are never more than the caller says
// there are.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "db/sql.h"

namespace db {

/// The tables of a kind of places; slots of appointments and pools are its users. No other statement changes
/// `used`. Any number of threads and processes. All throw SqlError.
struct Places {
    std::string_view table;   // with the columns `used` and `version` beside its key
    std::string_view holds;   // places held until a moment: the same key, and `held_until`, NULL where a place is no hold
    std::string_view hold;    // the column that tells holds of one key apart
    std::string_view key;     // its columns, in both tables: "pool"
    std::string_view is;      // which row: "pool = ?"
    std::string_view insert;  // a row of which nothing is taken; its values are the key's

    /// Takes one of those that are left; false when there is none, no row, or `where` (" AND waiting = 0") does not hold. Looks at no hold.
    /// also: what else is set, ", waiting = waiting - 1".
    bool take_free(Transaction&, const Values& key, std::int64_t capacity, std::string_view also = {}, std::string_view where = {}) const;
    /// The same, after giving back the places of expired holds where none is left.
    bool take(Transaction&, const Values& key, std::int64_t capacity, std::int64_t now) const;
    /// Throws std::logic_error when fewer are taken than are given back: then the count was wrong before.
    void give_back(Transaction&, const Values& key, std::int64_t places = 1) const;
    /// Gives back the places of expired holds, of erased_at_once of them at most; how many.
    std::int64_t sweep_expired(Transaction&, const Values& key, std::int64_t now) const;
    /// The keys under which there are expired holds, each once.
    std::vector<Values> with_expired(Sql&, std::int64_t now) const;
    /// Nobody else changes the row until the transaction ends; false when there is none.
    bool lock(Transaction&, const Values& key) const;

    /// Makes the row when there is none; false when one is there and has no place left: whoever found none need not try again. Outside of a
    /// transaction where possible: inside, a refused insert keeps a shared lock that may deadlock with the update after it. Database: Sql,
    /// or the caller's Transaction.
    template <class Database>
    bool make(Database& database, const Values& key, std::int64_t capacity) const {
        const Rows rows = database.query("SELECT used FROM " + of(table), key);
        if (!rows.empty()) return rows.front().integer(0) < capacity;
        database.insert_once(insert, key);
        return true;
    }

  private:
    std::string of(std::string_view which) const { return std::string(which) + " WHERE " + std::string(is); }
};

/// Both lists as one.
Values joined(Values left, const Values& right);

}  // namespace db
