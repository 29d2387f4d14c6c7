// Records: what residents submitted, each with a number, a state and its history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/sql.h"
#include "db/stores/history.h"
#include "db/unreadable.h"
#include "db/vault.h"

namespace db {

// A count that runs for a record: until its due_at, by the parameter of its service that says how long.
struct Clock {
    std::string parameter = {};
    std::int64_t from = 0;   // unix seconds; 0: of a version that kept no clocks, due_at alone counts
    std::int64_t count = 0;  // of days where the clock counts days, else of seconds

    bool is_there() const { return !parameter.empty(); }
};

struct Record {
    std::string id;
    std::string number;  // what the resident quotes: the day and 8 random digits, e.g. 2016040712345678
    std::string service, title;
    std::optional<std::string> resident;  // absent for anonymous services: then nothing here leads to the sender
    std::string draft;
    std::string state;
    std::string answers;      // JSON
    std::string summary;      // JSON
    std::int64_t due_at = 0;  // 0: no deadline
    std::int64_t created_at = 0, updated_at = 0;
    std::int64_t version = 0;  // rises with every change
    Clock clock = {};          // that runs
    Clock paused = {};         // that stands still, and what is left of it
    std::int64_t word_at = 0;  // by when its owner hears again; 0: nothing was promised
    std::string supplement;    // JSON: keys of the answers that are to be given again, and why
};

struct NewRecord {
    std::string service, title;
    std::optional<std::string> resident;
    std::string draft;
    std::string state;
    std::string answers, summary;  // stored encrypted
    std::int64_t due_at = 0;
    Clock clock = {};
    std::int64_t word_at = 0;
    std::string day;  // the number begins with it: today in Asia/Shanghai as YYYYMMDD, or letters before that; 16 characters in all
    std::int64_t now = 0;
};

struct Transition {
    std::string record;  // id
    std::string from, to;
    std::string who, why;
    std::int64_t now = 0;
    std::optional<std::int64_t> due_at;  // absent: unchanged
};

// The overloads that take a Transaction commit with the caller's other work. Any number of threads. Throws SqlError, VaultError.
class Records {
  public:
    Records(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    struct Created {
        Record record;
        bool created = false;  // false: the draft had been submitted before, and this is its record
    };
    Created create(Transaction& transaction, const NewRecord& wanted);
    Created create(const NewRecord& wanted);

    // Moves the record along and writes history in the same transaction; false when it is not in `from`. Whether the move is
    // legal is the caller's table.
    bool move(Transaction& transaction, const Transition& move);
    bool move(const Transition& move);
    // For the counter. Takes the record for this transaction; false when it is not, or no longer, of that version.
    bool take(Transaction& transaction, const std::string& id, std::int64_t version);
    // What may change of a record that was taken; `change` joins its history unless it says nothing: the same state, and no reason.
    void put(Transaction& transaction, const Record& record, const Change& change);
    // Adds to the history without a move; false when there is no such record.
    bool note(const std::string& id, const std::string& who, const std::string& why, std::int64_t now);

    std::optional<Record> find(const std::string& id);
    std::optional<Record> find(Transaction& transaction, const std::string& id);
    std::optional<Record> find_by_number(const std::string& number);
    std::optional<Record> find_by_draft(const std::string& draft);
    // Here and below: a record that does not open is left out and told to `unreadable`; whoever looks for it alone gets the VaultError.
    // Newest first.
    std::vector<Record> list_by_resident(const std::string& resident, int limit = 20, const Unreadable& unreadable = {});
    // For the officers' queue: those in the state, earliest deadline first, those without one last. An empty service means all.
    std::vector<Record> list_by_state(const std::string& state, const std::string& service = "", int limit = 50,
                                      const Unreadable& unreadable = {});
    std::vector<Change> history(const std::string& record) { return changes(sql_, vault_, record); }

  private:
    Record read(const Row& row) const;
    std::optional<Record> first(const Rows& rows) const;
    std::vector<Record> all(const Rows& rows, const Unreadable& unreadable) const;

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
