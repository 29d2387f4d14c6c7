// What could not be told at once, kept encrypted until the citizen's next message.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "db/channel_user.h"
#include "db/sql.h"
#include "db/vault.h"

namespace db {

// The citizen is the channel's user. Any number of threads. Throws SqlError, VaultError.
class Notes {
  public:
    Notes(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
    // Returns the id to discard() it by.
    std::string keep(const ChannelUser& user, const std::string& text, std::int64_t now);
    std::string keep(Transaction& transaction, const ChannelUser& user, const std::string& text, std::int64_t now,
                     std::int64_t expires_at = never);
    void discard(const std::string& id);
    // All that was kept and has not expired, oldest first, with a blank line between; each is handed out once, whoever asks.
    // One that does not open goes unsaid and untold: nobody could ever read it, and the others must not wait behind it.
    std::optional<std::string> take(const ChannelUser& user, std::int64_t now);
    // Deletes what has expired; returns how many.
    std::int64_t sweep(std::int64_t now);
    void forget(Transaction& transaction, const ChannelUser& user);

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
