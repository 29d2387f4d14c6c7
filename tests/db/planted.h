// Tables with many rows, which the server makes itself: for tests of what can only be seen of many.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "db/sql.h"

namespace db_tests {

/// What a column gets, as SQL over n, which counts rows from 0: "'open'", "n / 5".
using Given = std::map<std::string, std::string>;

/// Rows of a migrated database's table, at most 100,000. What is not given differs from row to row: times and other numbers rise by
/// `step` from 1, or from `first`.
struct Rows {
    std::string table;
    std::int64_t count = 0;
    Given given = {};
    std::int64_t first = 1, step = 1;
};
void plant(db::Sql&, const Rows&);

/// A MySQL database with `many` rows, at most 100,000, in each table that grows, of which a hundred were due before `now`, and statistics
/// of them. One for the whole run, as its first caller wants it; to be asked only for plans.
db::Sql& many_rows(std::int64_t now, std::int64_t many);

}  // namespace db_tests
