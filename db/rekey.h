// Brings what is stored under the keys in force, while others read and write, and counts what is not.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

struct Rekeyed {
    std::string table;
    std::int64_t rows = 0;     // looked at
    std::int64_t changed = 0;  // now under the keys in force
};

// One pass over every table: sealed values are sealed anew, blind indexes made anew from what is sealed beside them. A row is changed only
// while it is still as it was read, so that no other writer's work is lost; what somebody else changed meanwhile is for the next pass.
// Ends between two batches, for good or by what `after_batch` throws; may begin again at any time. Throws SqlError.
std::vector<Rekeyed> rekey(Sql& sql, const Vault& vault, std::int64_t batch, const std::function<void(const Rekeyed&)>& after_batch);

// Values that become unreadable, or cannot be found any more, without an older key.
struct Needing {
    std::string what;  // table.column, and why nothing was done about it
    std::int64_t values = 0;
};

// Nothing when no column holds a value sealed by the key. Throws SqlError.
std::vector<Needing> needing_sealing_key(Sql& sql, const std::string& key_id);
// Nothing when every blind index is under the key in force. `today` is YYYY-MM-DD. Throws SqlError.
std::vector<Needing> needing_older_index_key(Sql& sql, const Vault& vault, const std::string& today);

}  // namespace db
