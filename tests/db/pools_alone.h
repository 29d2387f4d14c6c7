// What the tests of pools have in common: a pool nobody else has, and each call in a transaction of its own.
#pragma once

#include <string>
#include <vector>

#include "servers.h"
#include "wechat/bytes.h"

namespace db_tests {

inline std::string id() { return wechat::random_hex(16); }

inline db::PoolSize new_pool(std::int64_t capacity, std::int64_t most_waiting = 1000) {
    return {random_token("event:"), capacity, most_waiting};
}

/// Each call in a transaction of its own.
struct Alone {
    db::Stores& stores;
    db::Pools& pools = stores.pools;

    db::Pools::Joined join(const db::PoolSize& pool, const std::string& holder, std::int64_t now = 1000) {
        return wanted(pool, {.holder = holder, .record = "r" + holder.substr(0, 20), .now = now});
    }
    db::Pools::Joined hold(const db::PoolSize& pool, const std::string& holder, std::int64_t until, std::int64_t now = 1000) {
        return wanted(pool, {.holder = holder, .until = until, .now = now});
    }
    db::Pools::Joined wanted(const db::PoolSize& pool, const db::Pools::Wanted& wanted) {
        db::Pools::Joined joined;
        stores.sql.transaction([&](db::Transaction& transaction) { joined = pools.join(transaction, pool, wanted); });
        return joined;
    }
    db::Pools::Left leave(const db::PoolSize& pool, const std::string& holder, std::int64_t now = 1000) {
        db::Pools::Left left;
        stores.sql.transaction([&](db::Transaction& transaction) { left = pools.leave(transaction, pool, holder, now); });
        return left;
    }
    std::vector<db::PoolEntry> move_up(const db::PoolSize& pool, std::int64_t now = 1000) {
        std::vector<db::PoolEntry> moved;
        stores.sql.transaction([&](db::Transaction& transaction) { moved = pools.move_up(transaction, pool, now); });
        return moved;
    }
    std::int64_t number(const std::string& sql, const std::string& pool) { return stores.sql.query(sql, {pool}).at(0).integer(0); }
};

template <typename Side>
Alone alone() {
    return {shared_stores<Side>()};
}

// The row counts what the entries are, and nobody waits beside a free place.
inline void check_invariant(Alone& it, const db::PoolSize& pool, bool is_settled = true) {
    const std::string entries = "SELECT COUNT(*) FROM pool_entries WHERE pool = ? AND ";
    const std::int64_t used = it.number("SELECT used FROM pools WHERE pool = ?", pool.key),
                       waiting = it.number("SELECT waiting FROM pools WHERE pool = ?", pool.key);
    CHECK(used == it.number(entries + "state = 'placed'", pool.key));
    CHECK(waiting == it.number(entries + "number IS NOT NULL", pool.key));
    CHECK(waiting == it.number(entries + "state = 'waiting'", pool.key));
    CHECK(used <= pool.capacity);
    if (is_settled) CHECK((waiting == 0 || used == pool.capacity));
}

inline std::vector<std::string> holders_of(const std::vector<db::PoolEntry>& entries) {
    std::vector<std::string> holders;
    for (const db::PoolEntry& entry : entries) holders.push_back(entry.holder);
    return holders;
}

}  // namespace db_tests
