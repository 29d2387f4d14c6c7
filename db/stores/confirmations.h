// What somebody else must confirm of a record, today or tomorrow, by a code that was sent to their telephone.
//
// Unlike the codes of a dialogue, which live in the Kv, these must outlive it: a lost one would strand the record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

// Any number of threads. Throws SqlError, VaultError. Times are unix seconds.
class Confirmations {
  public:
    Confirmations(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // Draws six digits, sealed at rest, and returns them. A new code replaces the one before it.
    std::string ask(Transaction& transaction, const std::string& record, int tries, std::int64_t expires_at);
    // The code again, to be sent once more; absent when there is none, or it can be used no longer.
    std::optional<std::string> code_of(Transaction& transaction, const std::string& record, std::int64_t now);
    std::optional<std::string> code_of(const std::string& record, std::int64_t now);

    enum class Verdict {
        right,  // and stays so until it is settled
        wrong,  // one try less
        expired,
        exhausted,  // no tries are left: the code is void
    };
    // A record that does not exist is answered as one with another code, so that nobody learns which numbers exist.
    Verdict check(const std::string& record, const std::string& code, std::int64_t now);
    // It is confirmed, refused or not wanted any more.
    void settle(Transaction& transaction, const std::string& record);

  private:
    std::optional<std::string> first_code(const Rows& rows, const std::string& record) const;

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
