// Which messages a resident has said they want (订阅通知), as WeChat told us.
#pragma once

#include <cstdint>
#include <string>

#include "db/channel_user.h"
#include "db/sql.h"
#include "db/vault.h"

namespace db {

// The row of a subscription, for Vault::seal.
std::string subscription_row(const std::string& citizen, const std::string& template_id);

// The citizen is the channel's user. Any number of threads. Throws SqlError, VaultError.
class Subscriptions {
  public:
    Subscriptions(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // The resident accepted, refused, or withdrew what was accepted.
    void set(const ChannelUser& user, const std::string& template_id, bool accepted, std::int64_t now);
    // Whether a message is worth trying. A single tap is used up by one message, of which nobody tells us: WeChat has the last word.
    bool has(const ChannelUser& user, const std::string& template_id);
    void forget(Transaction& transaction, const ChannelUser& user);

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
