#include "db/erase.h"

#include "db/index_names.h"

namespace db {
namespace {

// By key: no LIMIT of a DELETE is read by both engines.
template <class Statements>
Names next(Statements& statements, const Erasable& rows) {
    Values values = rows.values;
    values.emplace_back(erased_at_once);
    Names keys;
    for (const Row& row : statements.query("SELECT " + rows.key + " FROM " + rows.table + " WHERE " + rows.where + " LIMIT ?", values))
        keys.push_back(row.text(0));
    return keys;
}

// The condition again: a row may have changed since it was found.
template <class Statements>
std::int64_t erase(Statements& statements, const Erasable& rows, const Names& keys) {
    if (keys.empty()) return 0;
    return statements.execute("DELETE FROM " + rows.table + " WHERE " + rows.where + " AND " + is_any(rows.key, keys),
                              with_names(rows.values, keys));
}

}  // namespace

std::int64_t erase_bounded(Sql& sql, const Erasable& rows) {
    std::int64_t erased = 0;
    for (bool more = true; more;) {
        const Names keys = next(sql, rows);
        erased += erase(sql, rows, keys);
        more = std::ssize(keys) == erased_at_once;
    }
    return erased;
}

std::int64_t erase_some(Transaction& transaction, const Erasable& rows) { return erase(transaction, rows, next(transaction, rows)); }

}  // namespace db
