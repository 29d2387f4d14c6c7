// Which text of which service a citizen has agreed to, and when.
#pragma once

#include <cstdint>
#include <string>

#include "db/channel_user.h"
#include "db/sql.h"
#include "db/vault.h"

namespace db {

// The citizen is the channel's user: consent comes before there is a resident. Any number of threads. Throws SqlError.
class Consents {
  public:
    Consents(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    bool has(const ChannelUser& user, const std::string& service, const std::string& text_version);
    // Recording again keeps the first time.
    void record(const ChannelUser& user, const std::string& service, const std::string& text_version, std::int64_t now);

  private:
    Sql& sql_;
    const Vault& vault_;
};

// The row of a consent, for Vault::seal.
std::string consent_row(const std::string& subject, const std::string& service, const std::string& text_version);

}  // namespace db
