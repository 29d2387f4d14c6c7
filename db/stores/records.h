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
};

struct NewRecord {
    std::string service, title;
    std::optional<std::string> resident;
    std::string draft;
    std::string state;
    std::string answers, summary;  // stored encrypted
    std::int64_t due_at = 0;
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
    // New answers after a correction, while the record is in `state`; false when it is not.
    bool replace_answers(Transaction& transaction, const std::string& record, const std::string& state, const std::string& answers,
                         const std::string& summary, std::int64_t now);

    std::optional<Record> find(const std::string& id);
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
