// What was done and by whom, as a chain: every row carries a keyed hash over itself and over the row before it.
//
// The chain's key is random and lies sealed beside the rows, and so does the head, the number and hash of the last one: whoever has the
// database alone can neither change a row, nor rewrite them all, nor cut the tail unseen. Whoever puts an older copy of everything back,
// or holds the data keys as well, is found by a head that somebody noted down elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

struct AuditEntry {
    std::int64_t at = 0;  // unix seconds
    std::string who;      // at most 130 bytes
    std::string action;   // at most 32
    std::string about;    // at most 200, readable in the database: an id, a blind index, never a person's data
    std::string detail;   // sealed at rest
};

// Number and hash of a row; written SEQ:HASH where an operator notes it.
struct AuditHead {
    std::int64_t seq = 0;  // 0: of an empty chain
    std::string hash = {};

    std::string text() const { return std::to_string(seq) + ":" + hash; }
    // Nothing when the text is not SEQ:HASH.
    static std::optional<AuditHead> from(std::string_view text);
    friend bool operator==(const AuditHead&, const AuditHead&) = default;
};

struct AuditRow {
    AuditHead head;
    AuditEntry entry;
    std::string signature;

    // What a signature signs: the entry, its number and the hash before it, so that it is worth nothing at another place.
    std::string signed_text(std::string_view previous_hash) const;
};

// Signs what AuditRow::signed_text gives; at most 600 bytes of any text. Without effect otherwise: it may be called again.
using AuditSign = std::function<std::string(const std::string& text)>;
// Whether the row's signature is good for the text; also asked about rows without one.
using AuditCheck = std::function<bool(const AuditRow&, const std::string& text)>;

struct AuditVerdict {
    AuditHead head;                  // the last row that is right
    std::optional<std::string> bad;  // which row is the first wrong one, and how
};

// Any number of threads and processes. Throws SqlError.
class Audit {
  public:
    Audit(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // The head that the row became. One append waits for another until the transaction ends. While head or key do not
    // open, the row stands outside of the chain, without a hash, and the head stays as it is: nobody's act waits for it, and verify() says
    // so.
    AuditHead append(Transaction& transaction, const AuditEntry& entry, const AuditSign& sign = nullptr);
    AuditHead append(const AuditEntry& entry, const AuditSign& sign = nullptr);

    // Reads the whole chain while others append. `noted`: a head that must be part of it.
    AuditVerdict verify(const AuditCheck& check, const std::optional<AuditHead>& noted = std::nullopt);

    // Rows not older than `since`, oldest first. A detail that does not open says so.
    std::vector<AuditRow> list(std::int64_t since);

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
