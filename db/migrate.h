// Brings a database to the schema this program was built with: numbered steps, forward only, recorded in schema_migrations.
#pragma once

#include <string>
#include <vector>

#include "db/sql.h"

namespace db {

// One numbered step: single statements that both engines read and that may run again after a failure in the middle. CREATE TABLE says
// IF NOT EXISTS; CREATE INDEX and ADD COLUMN need not, since what is already there is accepted on MySQL, and SQLite undoes a failed step.
// The MySQL side appends the table options (InnoDB, a binary utf8mb4 collation that counts trailing spaces).
struct Migration {
    int number = 0;
    std::string name;
    std::vector<std::string> statements;
};

// All steps, in order; numbers rise by one from 1.
const std::vector<Migration>& migrations();

// Runs the steps not yet recorded. Safe from several processes at once: the others wait, then find nothing to do. Throws
// SqlError that names the step; earlier steps stay, and calling again goes on from there. Throws std::runtime_error when
// the database was made by a newer program (a recorded number this one does not know).
void migrate(Sql& sql, const std::vector<Migration>& steps = migrations());

// The steps migrate() would run, as "0003 name"; empty when the schema is current.
std::vector<std::string> pending(Sql& sql, const std::vector<Migration>& steps = migrations());

inline bool is_current(Sql& sql) { return pending(sql).empty(); }

}  // namespace db
