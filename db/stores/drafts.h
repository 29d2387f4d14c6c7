// Forms being filled in on a page: encrypted answers, kept for days, gone once submitted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

struct Draft {
    std::string id, owner, service;  // owner: subject_key(), or empty when whoever knows the id may go on
    std::string answers;             // JSON
    std::int64_t expires_at = 0;
};

// Any number of threads. Throws SqlError, VaultError.
class Drafts {
  public:
    Drafts(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // Stores or replaces; false when the id belongs to another owner or service (nothing changed).
    bool save(const Draft& draft, std::int64_t now);
    // Absent when unknown or expired.
    std::optional<Draft> find(const std::string& id, std::int64_t now);
    // False when there was none. In the transaction that makes the record.
    bool erase(Transaction& transaction, const std::string& id);
    // Erases expired ones; returns how many.
    std::int64_t sweep(std::int64_t now);

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
