// Answers that came too late, kept encrypted until the citizen's next message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

// The citizen is the channel's user, e.g. ("W", openid). Any number of threads. Throws SqlError, VaultError.
class Notes {
  public:
    Notes(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // Returns the id to discard() it by.
    std::string keep(const std::string& channel, const std::string& user, const std::string& text, std::int64_t now);
    std::string keep(Transaction& transaction, const std::string& channel, const std::string& user, const std::string& text,
                     std::int64_t now);
    void discard(const std::string& id);
    // All that was kept, oldest first, with a blank line between; each is handed out once, whoever asks.
    std::optional<std::string> take(const std::string& channel, const std::string& user);

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
