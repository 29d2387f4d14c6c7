// Erasing many rows: a statement erases at most 500 of them, because a cluster holds what a transaction erases in memory and every node
// applies it in one piece while others wait.
#pragma once

#include <cstdint>
#include <string>

#include "db/sql.h"

namespace db {

inline constexpr std::int64_t erased_at_once = 500;

/// Those rows of a table that meet a condition which an index finds. key: a column of text that tells them apart.
struct Erasable {
    std::string table, key, where;
    Values values = {};  // of where
};

/// Erases them all, some a commit, and asks of each again whether it meets the condition; how many. Throws SqlError: what was erased by
/// then stays so.
std::int64_t erase_bounded(Sql&, const Erasable&);
/// At most erased_at_once of them; how many.
std::int64_t erase_some(Transaction&, const Erasable&);

}  // namespace db
