// Papers that residents are given: written once with a record, never changed, opened again for as long as the record is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

struct Document {
    std::string id, record;
    std::string body;  // JSON, sealed at rest
    std::int64_t created_at = 0;
};

// Any number of threads. Throws SqlError, VaultError. Times are unix seconds.
class Documents {
  public:
    Documents(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // The id, random.
    std::string put(Transaction& transaction, const std::string& record, const std::string& body, std::int64_t now);
    std::optional<Document> find(const std::string& id);
    // As it was drawn once, for whoever opens it; absent when nobody has, or when what is kept does not open: it is drawn again.
    std::optional<std::string> drawn(const std::string& id);
    void keep_drawn(const std::string& id, const std::string& bytes);
    // The newest of a record.
    std::optional<Document> find_by_record(const std::string& record);

  private:
    std::optional<Document> first(const Rows& rows) const;

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
