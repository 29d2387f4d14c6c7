#include "db/places.h"

#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "db/erase.h"

namespace db {

Values joined(Values left, const Values& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

bool Places::take_free(Transaction& transaction, const Values& key, std::int64_t capacity, std::string_view also,
                       std::string_view where) const {
    std::string sql = "UPDATE " + std::string(table) + " SET used = used + 1";
    sql.append(also).append(" WHERE ").append(is).append(" AND used < ?").append(where);
    return transaction.execute(sql, joined(key, {capacity})) == 1;
}

bool Places::take(Transaction& transaction, const Values& key, std::int64_t capacity, std::int64_t now) const {
    // Most of those who come when all are taken stop here without having locked anything.
    if (take_free(transaction, key, capacity)) return true;
    return sweep_expired(transaction, key, now) > 0 && take_free(transaction, key, capacity);
}

void Places::give_back(Transaction& transaction, const Values& key, std::int64_t places) const {
    const std::string sql = "UPDATE " + std::string(table) + " SET used = used - ? WHERE " + std::string(is) + " AND used >= ?";
    if (transaction.execute(sql, joined(joined({places}, key), {places})) != 1) {
        throw std::logic_error("fewer places are taken than are given back");
    }
}

std::int64_t Places::sweep_expired(Transaction& transaction, const Values& key, std::int64_t now) const {
    const Erasable expired{std::string(holds), std::string(hold), std::string(is) + " AND held_until <= ?", joined(key, {now})};
    if (transaction.query("SELECT 1 FROM " + expired.table + " WHERE " + expired.where + " LIMIT 1", expired.values).empty()) return 0;
    // The row of the count is locked first, so that two sweepers do not wait for each other's holds.
    lock(transaction, key);
    const std::int64_t swept = erase_some(transaction, expired);
    if (swept > 0) give_back(transaction, key, swept);
    return swept;
}

std::vector<Values> Places::with_expired(Sql& sql, std::int64_t now) const {
    std::set<std::vector<std::string>> found;  // not DISTINCT, for which SQLite would rather read all of them
    const std::string select = "SELECT " + std::string(key) + " FROM " + std::string(holds) + " WHERE held_until <= ?";
    for (const Row& row : sql.query(select, {now})) {
        std::vector<std::string> one;
        for (std::size_t column = 0; column < row.size(); ++column) one.push_back(row.text(column));
        found.insert(std::move(one));
    }
    std::vector<Values> keys;
    for (const auto& one : found) keys.emplace_back(one.begin(), one.end());
    return keys;
}

bool Places::lock(Transaction& transaction, const Values& key) const {
    return transaction.execute("UPDATE " + std::string(table) + " SET version = version + 1 WHERE " + std::string(is), key) == 1;
}

}  // namespace db
