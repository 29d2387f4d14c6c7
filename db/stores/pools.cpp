#include "db/stores/pools.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "db/erase.h"
#include "db/failpoint.h"
#include "db/places.h"
#include "wechat/bytes.h"

namespace db {
namespace {

using State = PoolEntry::State;
using How = Pools::Joined::How;

// A row that is `open` gives out places on arrival; `entries` collects for the lot, `drawing` no more.
constexpr Places places{
    .table = "pools",
    .holds = "pool_entries",
    .hold = "holder",
    .key = "pool",
    .is = "pool = ?",
    .insert =
        "INSERT INTO pools (pool, state, used, waiting, last_number, entries_until, commitment, drawn_at, version) "
        "VALUES (?, 'open', 0, 0, 0, 0, '', 0, 0)",
};

std::string select_where(const std::string& condition) {
    return "SELECT holder, id, record, state, number, held_until FROM pool_entries WHERE " + condition;
}

constexpr const char* of_holder = "pool = ? AND holder = ?";

std::string text_of(State state) { return state == State::entered ? "entered" : state == State::waiting ? "waiting" : "placed"; }

PoolEntry read(const Row& row) {
    const std::string state = row.text(3);
    return {.holder = row.text(0),
            .id = row.text(1),
            .record = row.text(2),
            .state = state == "entered"   ? State::entered
                     : state == "waiting" ? State::waiting
                                          : State::placed,
            .number = row.optional_integer(4).value_or(0),
            .held_until = row.optional_integer(5).value_or(0)};
}

std::optional<PoolEntry> first(const Rows& rows) { return rows.empty() ? std::nullopt : std::optional(read(rows.front())); }

// Seen only once somebody else has committed: begin again and find it.
[[noreturn]] void overtaken() { throw SqlError(SqlError::Kind::retry, 0, "the same holder's entry was changed at the same moment"); }

Value unless_zero(std::int64_t number) { return number == 0 ? Value(nullptr) : Value(number); }

void store(Transaction& transaction, const std::string& pool, const PoolEntry& entry, std::int64_t now) {
    if (!transaction.insert_once(
            "INSERT INTO pool_entries (pool, holder, id, record, state, number, held_until, joined_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {pool, entry.holder, entry.id, entry.record, text_of(entry.state), unless_zero(entry.number), unless_zero(entry.held_until),
             now}))
        overtaken();
}

struct Counts {
    std::string state;
    std::int64_t used = 0, waiting = 0, last_number = 0, entries_until = 0;
};

// The row is this transaction's until it ends, and is made when there is none.
Counts locked(Transaction& transaction, const std::string& pool) {
    if (!places.lock(transaction, {pool})) {
        places.make(transaction, {pool}, 0);
        places.lock(transaction, {pool});
    }
    const Row row = transaction.query("SELECT state, used, waiting, last_number, entries_until FROM pools WHERE pool = ?", {pool}).at(0);
    return {row.text(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
}

// What comes of one who is in the pool already.
Pools::Joined kept(Transaction& transaction, const PoolSize& pool, const Pools::Wanted& wanted, PoolEntry entry) {
    const bool is_hold = entry.record.empty();
    if (!is_hold) {
        const How how = entry.state == State::placed ? How::placed : entry.state == State::waiting ? How::waiting : How::entered;
        return {how, std::move(entry), true};
    }
    // A hold still in the table still counts in `used`, even past its time: whoever changes it owns the place.
    const std::string id = entry.id;
    entry.record = wanted.record;
    entry.held_until = wanted.record.empty() ? wanted.until : 0;
    if (transaction.execute("UPDATE pool_entries SET record = ?, held_until = ? WHERE pool = ? AND holder = ? AND id = ? AND record = ''",
                            {entry.record, unless_zero(entry.held_until), pool.key, entry.holder, id}) != 1)
        overtaken();
    return {How::placed, std::move(entry), wanted.record.empty()};
}

// What comes of one for whom there is no place at once.
Pools::Joined queue(Transaction& transaction, const PoolSize& pool, const Pools::Wanted& wanted, PoolEntry entry) {
    const Counts counts = locked(transaction, pool.key);
    const bool is_hold = wanted.record.empty();
    if (counts.state == "entries" && wanted.now < counts.entries_until && !is_hold) {
        entry.state = State::entered;
        store(transaction, pool.key, entry, wanted.now);
        return {How::entered, std::move(entry)};
    }
    if (counts.state != "open") return {How::closed};
    if (counts.waiting == 0 && places.take(transaction, {pool.key}, pool.capacity, wanted.now)) {
        store(transaction, pool.key, entry, wanted.now);
        return {How::placed, std::move(entry)};
    }
    if (is_hold || counts.waiting >= pool.most_waiting) return {How::full};
    entry.state = State::waiting;
    entry.number = counts.last_number + 1;
    transaction.execute("UPDATE pools SET waiting = waiting + 1, last_number = last_number + 1 WHERE pool = ?", {pool.key});
    store(transaction, pool.key, entry, wanted.now);
    return {How::waiting, std::move(entry)};
}

// The caller has locked the row.
std::vector<PoolEntry> raise(Transaction& transaction, const PoolSize& pool, std::int64_t now) {
    std::vector<PoolEntry> moved;
    places.sweep_expired(transaction, {pool.key}, now);
    while (moved.size() < Pools::moved_at_once &&
           places.take_free(transaction, {pool.key}, pool.capacity, ", waiting = waiting - 1", " AND waiting > 0")) {
        PoolEntry next = read(transaction.query(select_where("pool = ? AND number IS NOT NULL ORDER BY number LIMIT 1"), {pool.key}).at(0));
        transaction.execute(std::string("UPDATE pool_entries SET state = 'placed', number = NULL WHERE ") + of_holder,
                            {pool.key, next.holder});
        next.state = State::placed;
        next.number = 0;
        moved.push_back(std::move(next));
    }
    return moved;
}

}  // namespace

std::vector<PoolEntry> drawn_order(const std::string& seed, std::vector<PoolEntry> entries) {
    std::vector<std::pair<std::string, PoolEntry>> drawn;
    for (PoolEntry& entry : entries) drawn.emplace_back(wechat::sha256(seed + entry.id), std::move(entry));
    std::ranges::sort(drawn, {}, [](const auto& one) { return std::pair(std::cref(one.first).get(), one.second.id); });
    std::ranges::transform(drawn, entries.begin(), [](auto& one) { return std::move(one.second); });
    return entries;
}

Pools::Joined Pools::join(Transaction& transaction, const PoolSize& pool, const Wanted& wanted) {
    if (auto entry = first(transaction.query(select_where(of_holder), {pool.key, wanted.holder})))
        return kept(transaction, pool, wanted, *std::move(entry));
    PoolEntry entry{.holder = wanted.holder,
                    .id = wechat::random_hex(8),
                    .record = wanted.record,
                    .held_until = wanted.record.empty() ? wanted.until : 0};
    // Nobody passes who waits.
    if (!places.take_free(transaction, {pool.key}, pool.capacity, "", " AND waiting = 0 AND state = 'open'"))
        return queue(transaction, pool, wanted, std::move(entry));
    store(transaction, pool.key, entry, wanted.now);
    return {Joined::How::placed, std::move(entry)};
}

Pools::Left Pools::leave(Transaction& transaction, const PoolSize& pool, const std::string& holder, std::int64_t now) {
    if (!places.lock(transaction, {pool.key})) return {};
    const auto entry = first(transaction.query(select_where(of_holder), {pool.key, holder}));
    if (!entry) return {};
    // Who makes a hold the record's place does not lock the pool.
    if (transaction.execute(std::string("DELETE FROM pool_entries WHERE ") + of_holder + " AND record = ?",
                            {pool.key, holder, entry->record}) != 1)
        overtaken();
    if (entry->state == State::placed) places.give_back(transaction, {pool.key});
    if (entry->state == State::waiting) transaction.execute("UPDATE pools SET waiting = waiting - 1 WHERE pool = ?", {pool.key});
    return {true, raise(transaction, pool, now)};
}

std::vector<PoolEntry> Pools::move_up(Transaction& transaction, const PoolSize& pool, std::int64_t now) {
    if (!places.lock(transaction, {pool.key})) return {};
    return raise(transaction, pool, now);
}

std::optional<Lottery> Pools::announce(const std::string& pool, std::int64_t entries_until) {
    if (auto known = lottery(pool)) return known;
    places.make(sql_, {pool}, 0);
    const std::string seed = wechat::random_hex(32);
    sql_.execute(
        "UPDATE pools SET state = 'entries', entries_until = ?, commitment = ?, seed = ?, version = version + 1 "
        "WHERE pool = ? AND commitment = '' AND used = 0 AND waiting = 0",
        {entries_until, wechat::hex_encode(wechat::sha256(seed)), vault_.seal(seed, "pools", "seed", pool), pool});
    return lottery(pool);
}

std::optional<Lottery> Pools::lottery(const std::string& pool) {
    const Rows rows = sql_.query("SELECT commitment, entries_until, state, seed FROM pools WHERE pool = ? AND commitment <> ''", {pool});
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    const bool is_drawn = row.text(2) == "open";
    return Lottery{row.text(0), is_drawn ? vault_.open(row.text(3), "pools", "seed", pool) : "", row.integer(1)};
}

bool Pools::draw(const PoolSize& pool, std::int64_t now, const Drawn& each) {
    // Whoever still enters has the row before this, and is seen below, or after it, and is refused.
    sql_.execute("UPDATE pools SET state = 'drawing', version = version + 1 WHERE pool = ? AND state = 'entries' AND entries_until <= ?",
                 {pool.key, now});
    const Rows rows = sql_.query("SELECT state, seed FROM pools WHERE pool = ? AND commitment <> ''", {pool.key});
    if (rows.empty() || rows.front().text(0) == "entries") return false;
    if (rows.front().text(0) == "open") return true;
    const std::string seed = vault_.open(rows.front().text(1), "pools", "seed", pool.key);
    std::vector<PoolEntry> entered;
    for (const Row& row : sql_.query(select_where("pool = ? AND state = 'entered'"), {pool.key})) entered.push_back(read(row));
    // Of those already drawn none comes after any of these: each part is drawn in whole, and those before it.
    const std::vector<PoolEntry> order = drawn_order(seed, std::move(entered));
    for (std::size_t at = 0; at < order.size(); at += drawn_at_once) {
        const auto begin = order.begin() + static_cast<std::ptrdiff_t>(at);
        draw_part(pool, {begin, begin + static_cast<std::ptrdiff_t>(std::min(drawn_at_once, order.size() - at))}, each);
        failpoint("pools.draw: a part is drawn");
    }
    sql_.execute(
        "UPDATE pools SET state = 'open', drawn_at = ?, version = version + 1 WHERE pool = ? AND state = 'drawing' "
        "AND NOT EXISTS (SELECT 1 FROM pool_entries WHERE pool = ? AND state = 'entered')",
        {now, pool.key, pool.key});
    return true;
}

void Pools::draw_part(const PoolSize& pool, const std::vector<PoolEntry>& part, const Drawn& each) {
    sql_.transaction([&](Transaction& transaction) {
        const Counts counts = locked(transaction, pool.key);
        std::int64_t left = counts.waiting == 0 ? pool.capacity - counts.used : 0, waited = 0;
        for (PoolEntry entry : part) {
            const bool has_place = left > 0;
            entry.state = has_place ? State::placed : State::waiting;
            entry.number = has_place ? 0 : counts.last_number + waited + 1;
            if (transaction.execute(
                    std::string("UPDATE pool_entries SET state = ?, number = ? WHERE ") + of_holder + " AND id = ? AND state = 'entered'",
                    {text_of(entry.state), unless_zero(entry.number), pool.key, entry.holder, entry.id}) != 1)
                continue;  // has left, or somebody else draws as well and was faster
            if (has_place && !places.take_free(transaction, {pool.key}, pool.capacity))
                throw std::logic_error("a pool whose row was locked has other places left than it says");
            has_place ? --left : ++waited;
            each(transaction, entry);
        }
        if (waited == 0) return;
        transaction.execute("UPDATE pools SET waiting = waiting + ?, last_number = last_number + ? WHERE pool = ?",
                            {waited, waited, pool.key});
    });
}

std::optional<PoolEntry> Pools::find(const std::string& pool, const std::string& holder) {
    return first(sql_.query(select_where(of_holder), {pool, holder}));
}

std::optional<std::int64_t> Pools::position(const std::string& pool, const std::string& holder) {
    const std::int64_t place = sql_.query(
                                       "SELECT COUNT(*) FROM pool_entries WHERE pool = ? AND number <= (SELECT number FROM pool_entries "
                                       "WHERE pool = ? AND holder = ?)",
                                       {pool, pool, holder})
                                   .at(0)
                                   .integer(0);
    return place == 0 ? std::nullopt : std::optional(place);
}

std::vector<PoolEntry> Pools::entries(const std::string& pool) {
    std::vector<PoolEntry> found;
    for (const Row& row : sql_.query(select_where("pool = ? ORDER BY id"), {pool})) found.push_back(read(row));
    return found;
}

std::int64_t Pools::sweep_holds(std::int64_t now) {
    std::int64_t swept = 0;
    for (const Values& pool : places.with_expired(sql_, now)) {
        for (std::int64_t given_back = erased_at_once; given_back == erased_at_once; swept += given_back) {
            sql_.transaction([&](Transaction& transaction) {
                const bool is_wanted = locked(transaction, std::get<std::string>(pool.front())).waiting > 0;
                given_back = is_wanted ? 0 : places.sweep_expired(transaction, pool, now);
            });
        }
    }
    return swept;
}

}  // namespace db
