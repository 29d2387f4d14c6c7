// The append-only list of state changes of a record or an appointment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

struct Change {
    std::string from, to;  // from is empty for the first
    std::string who;       // an officer's id, "resident" or "system"; never a resident's id
    std::string why;       // stored encrypted
    std::int64_t at = 0;
};

// The row of a change, for Vault::seal.
std::string history_row(const std::string& subject, const std::string& seq);

// The first change of a subject (the id of a record or an appointment) that the caller has just made.
void begin_history(Transaction& transaction, const Vault& vault, const std::string& subject, const Change& change);

// Adds the next change of the subject. The caller has locked the subject's row by updating it.
void append_change(Transaction& transaction, const Vault& vault, const std::string& subject, const Change& change);

// Oldest first; empty for an unknown subject. A reason that does not open is empty: the change happened all the same.
std::vector<Change> changes(Sql& sql, const Vault& vault, const std::string& subject);

}  // namespace db
