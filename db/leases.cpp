#include "db/leases.h"

#include "wechat/bytes.h"

namespace db {

std::vector<Leases::Taken> Leases::take(Sql& sql, const Wanted& wanted) const {
    // The others before the lease: MySQL reads what an earlier assignment of the same statement has written.
    const std::string update = "UPDATE " + table + " SET " + (when_taken.empty() ? "" : when_taken + ", ") + "lease = ?, " + due +
                               " = ?, attempts = ? WHERE id = ? AND lease = ? AND " + due + " = ?";
    Values values{wanted.now};
    values.insert(values.end(), wanted.values.begin(), wanted.values.end());
    values.emplace_back(std::int64_t{wanted.limit});
    const std::string rows = "SELECT " + (wanted.columns.empty() ? "" : wanted.columns + ", ") + "attempts, lease, id, " + due + " FROM " +
                             table + " WHERE " + due + " <= ?" + (wanted.where.empty() ? "" : " AND " + wanted.where) + " ORDER BY " + due +
                             ", id LIMIT ?";
    std::vector<Taken> taken;
    for (Row& row : sql.query(rows, values)) {
        const std::size_t own = row.size() - 4;  // the first of ours
        const std::string before = row.text(own + 1);
        Lease lease{.id = row.text(own + 2), .token = wechat::random_hex(8), .attempts = row.integer(own) + 1, .ran_out = !before.empty()};
        const Values change{lease.token, wanted.until, lease.attempts, lease.id, before, row.integer(own + 3)};
        bool is_ours = false;
        if (wanted.together) {
            sql.transaction([&](Transaction& transaction) {
                is_ours = transaction.execute(update, change) == 1;
                if (is_ours) wanted.together(transaction, lease.id);
            });
        } else {
            is_ours = sql.execute(update, change) == 1;
        }
        if (is_ours) taken.push_back({std::move(lease), std::move(row)});  // else another worker was first
    }
    return taken;
}

}  // namespace db
