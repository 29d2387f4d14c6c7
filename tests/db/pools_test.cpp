// The contract of pools: places on arrival and a list that moves up; holds.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "pools_alone.h"

using namespace db_tests;
using How = db::Pools::Joined::How;
using State = db::PoolEntry::State;

TEST_CASE_TEMPLATE("places on arrival, then numbers; who leaves makes the first move up", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    const db::PoolSize pool = new_pool(2, 2);
    const std::string a = id(), b = id(), c = id(), d = id();
    CHECK(it.join(pool, a).how == How::placed);
    CHECK(it.join(pool, b).how == How::placed);
    CHECK(it.join(pool, c).how == How::waiting);
    CHECK(it.join(pool, d).how == How::waiting);
    CHECK(it.join(pool, id()).how == How::full);
    CHECK(it.pools.position(pool.key, c) == 1);
    CHECK(it.pools.position(pool.key, d) == 2);
    CHECK_FALSE(it.pools.position(pool.key, a));
    CHECK_FALSE(it.pools.position(pool.key, id()));
    // Whoever is in has one place or one number, and keeps it.
    const auto again = it.join(pool, a), still = it.join(pool, c);
    CHECK(again.already);
    CHECK(again.how == How::placed);
    CHECK(still.already);
    CHECK(still.how == How::waiting);
    check_invariant(it, pool);
    const auto left = it.leave(pool, a);
    REQUIRE(left.left);
    REQUIRE(holders_of(left.moved_up) == std::vector{c});
    CHECK(left.moved_up[0].record == "r" + c.substr(0, 20));
    CHECK(left.moved_up[0].state == State::placed);
    CHECK(it.pools.find(pool.key, c)->state == State::placed);
    CHECK(it.pools.position(pool.key, d) == 1);
    check_invariant(it, pool);
    CHECK_FALSE(it.leave(pool, a).left);
    // Out of the list, and back at its end.
    CHECK(it.leave(pool, d).moved_up.empty());
    CHECK(it.join(pool, a).how == How::waiting);
    CHECK(it.join(pool, d).how == How::waiting);
    CHECK(it.pools.position(pool.key, d) == 2);
    CHECK(holders_of(it.leave(pool, b).moved_up) == std::vector{a});
    check_invariant(it, pool);
    CHECK(it.join(new_pool(0, 0), id()).how == How::full);
    CHECK_FALSE(it.leave(new_pool(1), id()).left);
}

TEST_CASE_TEMPLATE("a capacity that grows moves up in order, and nobody passes meanwhile", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    db::PoolSize pool = new_pool(1);
    std::vector<std::string> waiting;
    REQUIRE(it.join(pool, id()).how == How::placed);
    for (int i = 0; i < db::Pools::moved_at_once + 3; ++i) REQUIRE(it.join(pool, waiting.emplace_back(id())).how == How::waiting);
    pool.capacity += db::Pools::moved_at_once + 2;
    const std::string late = waiting.emplace_back(id());
    CHECK(it.join(pool, late).how == How::waiting);
    std::vector<db::PoolEntry> moved = it.move_up(pool), more = it.move_up(pool);
    CHECK(moved.size() == db::Pools::moved_at_once);
    CHECK(more.size() == 2);
    CHECK(it.move_up(pool).empty());
    moved.insert(moved.end(), more.begin(), more.end());
    CHECK(holders_of(moved) == std::vector(waiting.begin(), waiting.end() - 2));
    CHECK(it.pools.position(pool.key, late) == 2);
    check_invariant(it, pool);
    // One that shrinks takes nobody's place, and moves nobody up.
    pool.capacity = 1;
    CHECK(it.leave(pool, waiting[0]).moved_up.empty());
}

TEST_CASE_TEMPLATE("a hold counts until its moment, becomes a record's place, and nobody waits for it in vain", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    const db::PoolSize pool = new_pool(1);
    const std::string a = id(), b = id(), c = id(), d = id();
    CHECK(it.hold(pool, a, 1600).how == How::placed);
    CHECK(it.hold(pool, b, 1600).how == How::full);
    CHECK(it.hold(pool, a, 1900, 1300).already);
    CHECK(it.hold(pool, b, 2400, 1899).how == How::full);
    CHECK(it.hold(pool, b, 2500, 1900).how == How::placed);
    CHECK_FALSE(it.pools.find(pool.key, a));
    const auto made = it.join(pool, b, 2000);
    CHECK(made.how == How::placed);
    CHECK_FALSE(made.already);
    CHECK(it.pools.find(pool.key, b)->held_until == 0);
    CHECK(it.join(pool, c, 9000).how == How::waiting);
    REQUIRE(holders_of(it.leave(pool, b).moved_up) == std::vector{c});
    REQUIRE(it.leave(pool, c).left);
    // Past its time it is still its holder's, while nobody was quicker.
    REQUIRE(it.hold(pool, a, 1600).how == How::placed);
    REQUIRE(it.join(pool, a, 9000).how == How::placed);
    REQUIRE(it.leave(pool, a).left);
    // Who waits is given an expired hold's place, not who comes.
    REQUIRE(it.hold(pool, a, 1600).how == How::placed);
    REQUIRE(it.join(pool, b).how == How::waiting);
    CHECK(it.join(pool, d, 5000).how == How::waiting);
    CHECK(it.pools.sweep_holds(5000) >= 0);
    CHECK(it.pools.find(pool.key, a).has_value());
    CHECK(holders_of(it.move_up(pool, 5000)) == std::vector{b});
    check_invariant(it, pool);
    // Where nobody waits, a hold goes by itself.
    const db::PoolSize quiet = new_pool(2);
    REQUIRE(it.hold(quiet, a, 1600).how == How::placed);
    REQUIRE(it.hold(quiet, b, 9600).how == How::placed);
    CHECK(it.pools.sweep_holds(5000) >= 1);
    CHECK(it.number("SELECT used FROM pools WHERE pool = ?", quiet.key) == 1);
    check_invariant(it, quiet);
}

TEST_CASE_TEMPLATE("eight threads at once for 20 places: 20 are given, the others are numbered in order", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    const db::PoolSize pool = new_pool(20);
    constexpr int each = 10, threads_at_once = 8;
    std::atomic<int> placed = 0, waiting = 0, failed = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < threads_at_once; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                try {
                    const How how = Alone{it.stores}.join(pool, id()).how;
                    placed += how == How::placed;
                    waiting += how == How::waiting;
                } catch (const std::exception&) {
                    ++failed;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failed == 0);
    CHECK(placed == 20);
    CHECK(waiting == each * threads_at_once - 20);
    std::vector<std::int64_t> numbers;
    for (const db::PoolEntry& entry : it.pools.entries(pool.key)) {
        if (entry.state == State::waiting) numbers.push_back(entry.number);
    }
    std::ranges::sort(numbers);
    REQUIRE(numbers.size() == 60);
    CHECK(numbers.front() == 1);
    CHECK(numbers.back() == 60);
    check_invariant(it, pool);
}

TEST_CASE_TEMPLATE("coming, holding, leaving and moving up at random gives no place twice and loses none", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    const db::PoolSize pool = new_pool(4);
    constexpr int threads_at_once = 8, each = 30;
    std::mutex mutex;
    std::multiset<std::string> given, taken_back;  // who was told of a place of a record's, and who left one
    std::atomic<int> failed = 0, gave_way = 0;
    std::vector<std::thread> threads;
    for (int seed = 0; seed < threads_at_once; ++seed) {
        threads.emplace_back([&, seed] {
            unsigned state = seed * 7919 + 1;
            const auto next = [&](unsigned below) { return (state = state * 1103515245 + 12345) / 65536 % below; };
            const auto tell = [&](const std::vector<db::PoolEntry>& entries) {
                const std::lock_guard lock(mutex);
                for (const db::PoolEntry& entry : entries) given.insert(entry.record);
            };
            Alone mine{it.stores};
            for (int i = 0; i < each; ++i) {
                const std::int64_t now = 1000 + i * 100;
                const std::string me = "holder" + pool.key + std::to_string(next(threads_at_once / 2)) + std::to_string(seed % 2);
                try {
                    if (next(3) == 0) mine.hold(pool, me, now + 150, now);
                    if (next(2) == 0) {
                        const auto joined = mine.wanted(pool, {.holder = me, .record = wechat::random_hex(8), .now = now});
                        if (joined.how == How::placed && !joined.already) tell({joined.entry});
                    }
                    if (next(3) == 0) {
                        db::Pools::Left left;
                        std::optional<db::PoolEntry> before;
                        it.stores.sql.transaction([&](db::Transaction& transaction) {
                            const db::Rows rows = transaction.query(
                                "SELECT record FROM pool_entries WHERE pool = ? AND holder = ? AND record <> ''", {pool.key, me});
                            before.reset();
                            if (!rows.empty()) before.emplace().record = rows.front().text(0);
                            left = it.pools.leave(transaction, pool, me, now);
                        });
                        tell(left.moved_up);
                        if (left.left && before) {
                            const std::lock_guard lock(mutex);
                            taken_back.insert(before->record);
                        }
                    }
                    if (next(4) == 0) tell(mine.move_up(pool, now));
                } catch (const db::SqlError& error) {
                    // Where a slow disk outlasts all repetitions one gives way; nothing of it may have been done.
                    if (error.kind() != db::SqlError::Kind::retry || ++gave_way > threads_at_once * each / 10) ++failed;
                } catch (const std::exception&) {
                    ++failed;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failed == 0);
    for (const std::string& record : given) CHECK(given.count(record) == 1);
    // Nobody has a place who was not told, once.
    for (const db::PoolEntry& entry : it.pools.entries(pool.key)) {
        if (entry.state == State::placed && !entry.record.empty()) CHECK(given.count(entry.record) == 1);
        CHECK_MESSAGE(taken_back.count(entry.record) == 0, "who left is still in");
    }
    for (int i = 0; i < 10; ++i) it.move_up(pool, 99'000);
    check_invariant(it, pool);
}
