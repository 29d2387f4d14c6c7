// What only one record may hold at a time, for a while: a plate with an open report, say.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/index_names.h"
#include "db/sql.h"
#include "db/vault.h"

namespace db {

// Any number of threads. Throws SqlError, VaultError. Times are unix seconds. Values are normalised, and stored as blind indexes.
class Marks {
  public:
    Marks(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // All the values, or none: false when another record holds one of them at `now`. kind: what they are, e.g. "accident_plate".
    bool take(Transaction& transaction, const std::string& kind, const std::vector<std::string>& values, const std::string& record,
              std::int64_t until, std::int64_t now);
    // Whether a record holds it; take() decides.
    bool is_held(const std::string& kind, const std::string& value, std::int64_t now);
    // Gives back all that the record holds.
    void release(Transaction& transaction, const std::string& record);
    // Deletes what is held no longer; returns how many.
    std::int64_t sweep(std::int64_t now);

  private:
    Sql& sql_;
    const Vault& vault_;
};

// What a mark is made of, for Vault::indexes.
Names mark_names(const Vault& vault, const std::string& kind, const std::string& value);

}  // namespace db
