// The contract of pools by lot: what anybody can draw again, and what a kill in the middle changes nothing of.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "pools_alone.h"

using namespace db_tests;
using How = db::Pools::Joined::How;
using State = db::PoolEntry::State;

namespace {

/// By other people's program: what `sha256sum` says of `printf %s%s SEED ENTRY`.
std::vector<std::string> order_of_the_shell(const std::string& seed, const std::vector<db::PoolEntry>& entries) {
    std::string command = "for entry in";
    for (const db::PoolEntry& entry : entries) command += " " + entry.id;
    command += "; do echo \"$(printf %s%s " + seed + " $entry | sha256sum | cut -d' ' -f1) $entry\"; done | LC_ALL=C sort | cut -d' ' -f2";
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    REQUIRE(pipe != nullptr);
    std::vector<std::string> order;
    std::array<char, 80> line{};
    while (std::fgets(line.data(), line.size(), pipe.get()) != nullptr) {
        order.emplace_back(line.data());
        if (order.back().ends_with('\n')) order.back().pop_back();
    }
    return order;
}

}  // namespace

TEST_CASE("the order of a lot is what anybody computes from the seed") {
    // Published: seed and entries as text; `printf %s%s SEED ENTRY | sha256sum`, sorted.
    const std::string seed = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    std::vector<db::PoolEntry> entries;
    for (const char* entry : {"0000000000000001", "0000000000000002", "0000000000000003", "0000000000000004", "0000000000000005"})
        entries.push_back({.holder = std::string("h") + entry, .id = entry});
    const auto ids = [](const std::vector<db::PoolEntry>& order) {
        std::vector<std::string> found;
        for (const db::PoolEntry& entry : order) found.push_back(entry.id);
        return found;
    };
    const std::vector<std::string> published{"0000000000000003", "0000000000000002", "0000000000000004", "0000000000000001",
                                             "0000000000000005"};
    const auto order = ids(db::drawn_order(seed, entries));
    CHECK(order == published);
    CHECK(order == order_of_the_shell(seed, entries));
    std::ranges::reverse(entries);
    CHECK(ids(db::drawn_order(seed, entries)) == published);
    CHECK(ids(db::drawn_order(seed + "0", entries)) != published);
    CHECK(db::drawn_order(seed, {}).empty());
    for (int i = 0; i < 40; ++i) entries.push_back({.id = wechat::random_hex(8)});
    const std::string another = wechat::random_hex(32);
    CHECK(ids(db::drawn_order(another, entries)) == order_of_the_shell(another, entries));
}

namespace {

struct Killed {};

/// Everybody's place (0) or number, by entry.
std::map<std::string, std::int64_t> drawn(Alone& it, const std::string& pool) {
    std::map<std::string, std::int64_t> found;
    for (const db::PoolEntry& entry : it.pools.entries(pool)) {
        CHECK(entry.state != State::entered);
        found[entry.id] = entry.number;
    }
    return found;
}

}  // namespace

TEST_CASE_TEMPLATE("lots: committed to before, entered until the moment, drawn once and revealed", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    const db::PoolSize pool = new_pool(3);
    const auto nobody = [](db::Transaction&, const db::PoolEntry&) {};
    CHECK_FALSE(it.pools.lottery(pool.key));
    CHECK_FALSE(it.pools.draw(pool, 9000, nobody));
    const db::Lottery lot = it.pools.announce(pool.key, 2000).value();
    CHECK(lot.commitment.size() == 64);
    CHECK(lot.seed.empty());
    CHECK(it.pools.announce(pool.key, 7000)->commitment == lot.commitment);
    CHECK(it.pools.lottery(pool.key)->entries_until == 2000);
    const auto stored = it.stores.sql.query("SELECT seed FROM pools WHERE pool = ?", {pool.key}).at(0).text(0);
    CHECK(stored.find(shared_vault().open(stored, "pools", "seed", pool.key)) == std::string::npos);
    const std::string a = id();
    CHECK(it.hold(pool, id(), 1600).how == How::closed);
    CHECK(it.join(pool, a).how == How::entered);
    CHECK(it.join(pool, a).already);
    CHECK(it.join(pool, a).how == How::entered);
    for (int i = 0; i < 9; ++i) CHECK(it.join(pool, id(), 1999).how == How::entered);
    CHECK(it.leave(pool, a).moved_up.empty());
    CHECK(it.join(pool, id(), 2000).how == How::closed);
    CHECK_FALSE(it.pools.draw(pool, 1999, nobody));
    const std::vector<db::PoolEntry> entries = it.pools.entries(pool.key);
    REQUIRE(entries.size() == 9);
    std::vector<db::PoolEntry> told;
    CHECK(it.pools.draw(pool, 2000, [&](db::Transaction&, const db::PoolEntry& entry) { told.push_back(entry); }));
    const db::Lottery revealed = it.pools.lottery(pool.key).value();
    CHECK(wechat::hex_encode(wechat::sha256(revealed.seed)) == lot.commitment);
    const auto order = order_of_the_shell(revealed.seed, entries);
    REQUIRE(told.size() == order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        CHECK(told[i].id == order[i]);
        CHECK(told[i].state == (i < 3 ? State::placed : State::waiting));
        CHECK(told[i].number == (i < 3 ? 0 : static_cast<std::int64_t>(i) - 2));
    }
    check_invariant(it, pool);
    // Again is nothing new; whoever comes now comes after all of them.
    CHECK(it.pools.draw(pool, 9000, [](db::Transaction&, const db::PoolEntry&) { FAIL("drawn again"); }));
    CHECK(it.join(pool, a, 3000).how == How::waiting);
    CHECK(it.pools.position(pool.key, a) == 7);
    CHECK(holders_of(it.leave(pool, told[1].holder).moved_up) == std::vector{told[3].holder});
    // What was given out on arrival is drawn by no lot.
    const db::PoolSize other = new_pool(1);
    REQUIRE(it.join(other, id()).how == How::placed);
    CHECK_FALSE(it.pools.announce(other.key, 2000));
}

TEST_CASE_TEMPLATE("a draw that is killed at any part, while some leave, goes on as if it had not been", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Alone it = alone<Side>();
    const db::PoolSize pool = new_pool(25);
    it.pools.announce(pool.key, 2000);
    constexpr std::size_t entered = 3 * db::Pools::drawn_at_once + 7;
    for (std::size_t i = 0; i < entered; ++i) REQUIRE(it.join(pool, id()).how == How::entered);
    const std::vector<db::PoolEntry> entries = it.pools.entries(pool.key);
    for (const std::size_t last : {3U, 17U, 20U, 30U}) {
        std::size_t calls = 0;
        CHECK_THROWS_AS(it.pools.draw(pool, 2000,
                                      [&](db::Transaction&, const db::PoolEntry&) {
                                          if (++calls == last) throw Killed{};
                                      }),
                        Killed);
        CHECK(it.pools.lottery(pool.key)->seed.empty());
        check_invariant(it, pool, false);
    }
    // One with a place and one without lots leave in the middle: the order of the others is the same.
    const auto half = it.pools.entries(pool.key);
    const auto leaves = [&](State state) {
        const auto found = std::ranges::find(half, state, &db::PoolEntry::state);
        REQUIRE(found != half.end());
        REQUIRE(it.leave(pool, found->holder).left);
        return found->id;
    };
    const std::set<std::string> gone{leaves(State::placed), leaves(State::entered)};
    // Several go on with it at once.
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            try {
                it.pools.draw(pool, 2000, [](db::Transaction&, const db::PoolEntry&) {});
            } catch (const std::exception&) {
                ++failed;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failed == 0);
    std::vector<std::string> order = order_of_the_shell(it.pools.lottery(pool.key)->seed, entries);
    std::erase_if(order, [&](const std::string& entry) { return gone.contains(entry); });
    auto result = drawn(it, pool.key);
    REQUIRE(result.size() == order.size());
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(result[order[i]] == (i < 25 ? 0 : static_cast<std::int64_t>(i) - 24));
    check_invariant(it, pool);
}
