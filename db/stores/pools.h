// What is given out in places: on arrival, with a waiting list in order of arrival, or by lot among those who entered, with a seed that was
// committed to before and that anybody can recompute the order from.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

/// A pool as whoever asks has it now: how much there is of it belongs to the configuration.
struct PoolSize {
    std::string key;                // "event:20261201-open-day"; at most 64 characters
    std::int64_t capacity = 0;      // 0: closed
    std::int64_t most_waiting = 0;  // 0: nobody waits; not asked of those a lot was drawn for
};

/// One holder in one pool.
struct PoolEntry {
    enum class State { entered, waiting, placed };  // entered: until lots are drawn

    std::string holder = {};  // whose one place it is, at most 64 characters; leads to nobody by itself, as a resident's id
    std::string id = {};      // 16 random hex digits: what the lot is drawn by, and the holder is told
    std::string record = {};  // id; "" of a hold
    State state = State::placed;
    std::int64_t number = 0;      // of one who waits; rises along the list, with gaps
    std::int64_t held_until = 0;  // of a hold
};

struct Lottery {
    std::string commitment;          // SHA-256 of the seed, in hex
    std::string seed;                // 64 hex digits; "" until all lots are drawn
    std::int64_t entries_until = 0;  // unix seconds
};

/// The entries in the order they are drawn: by SHA-256(seed || entry), ascending, both taken as the text they are, so that
/// `printf %s%s SEED ENTRY | sha256sum` gives what an entry is sorted by; of two alike by the entry. Pure. The places go to the first, the
/// waiting numbers to the others.
std::vector<PoolEntry> drawn_order(const std::string& seed, std::vector<PoolEntry> entries);

/// At all times, for each pool: used = holds not yet swept + places, waiting = those who wait; a place is taken as one of a slot is
/// (`Places`), and nobody passes who waits. All work on one pool waits for its row, so that the list is moved up by one at a time.
/// Any number of threads and processes. Throws SqlError, VaultError. Times are unix seconds.
class Pools {
  public:
    Pools(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    struct Wanted {
        std::string holder;
        std::string record = {};  // "": a hold, until `until`
        std::int64_t until = 0;
        std::int64_t now = 0;
    };
    struct Joined {
        /// full: the list, too, or a hold was wanted, which does not wait. closed: entries are over and lots not yet drawn, or a hold was
        /// wanted of what is drawn.
        enum class How { placed, waiting, entered, full, closed };
        How how = How::full;
        PoolEntry entry = {};  // but of full and closed
        bool already = false;  // the holder was in the pool before, with this entry
    };
    /// A place, a waiting number or an entry; of a holder who is in the pool what they have: a hold is kept for longer, or becomes the
    /// record's place, even past its time while nobody was quicker.
    Joined join(Transaction&, const PoolSize&, const Wanted&);

    struct Left {
        bool left = false;  // false: was not in the pool
        std::vector<PoolEntry> moved_up = {};
    };
    /// Gives back what the holder has, place, number or entry, and moves up who is first. The caller does in this transaction what that
    /// means for them.
    Left leave(Transaction&, const PoolSize&, const std::string& holder, std::int64_t now);
    /// Moves up whoever can be: into the places of expired holds, or of a capacity that has grown. The first of them, at most
    /// `moved_at_once`; the caller asks again until none is left.
    std::vector<PoolEntry> move_up(Transaction&, const PoolSize&, std::int64_t now);
    static constexpr int moved_at_once = 20;

    /// Makes it a pool by lot, entered until that moment, and answers what is to be published before. One that is keeps seed and end.
    /// Absent when somebody was given a place or a number on arrival.
    std::optional<Lottery> announce(const std::string& pool, std::int64_t entries_until);
    /// Absent when the pool is none by lot.
    std::optional<Lottery> lottery(const std::string& pool);
    /// What is done about one who was drawn, with their place or number, in the transaction that gives it.
    using Drawn = std::function<void(Transaction&, const PoolEntry&)>;
    /// Draws all lots, in parts of `drawn_at_once` a transaction; afterwards the pool gives out what is left on arrival. May be called
    /// again after whatever ended it, and by several at once: the order is the seed's. False when it is no pool by lot, or before its time.
    bool draw(const PoolSize&, std::int64_t now, const Drawn&);
    static constexpr std::size_t drawn_at_once = 20;

    /// Absent when the holder is not in the pool.
    std::optional<PoolEntry> find(const std::string& pool, const std::string& holder);
    /// The how-manieth of the list the holder is, from 1; absent when they do not wait.
    std::optional<std::int64_t> position(const std::string& pool, const std::string& holder);
    /// All that are in the pool, by id: what is published of a lottery is their ids.
    std::vector<PoolEntry> entries(const std::string& pool);

    /// Gives back the places of expired holds where nobody waits for them, which is move_up()'s; returns how many. Until then who wants the
    /// last place does it.
    std::int64_t sweep_holds(std::int64_t now);

  private:
    void draw_part(const PoolSize&, const std::vector<PoolEntry>& part, const Drawn&);

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
