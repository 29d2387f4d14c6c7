// What residents must be told later: written in the transaction of its cause, handed out by lease until it is done, never lost.
//
// An entry is open until it is done: told, kept for the resident's next visit, or dead. Done entries hold no text any more, but for those
// that nobody could read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/channel_user.h"
#include "db/leases.h"
#include "db/sql.h"
#include "db/unreadable.h"
#include "db/vault.h"

namespace db {

// The channel of those who are told by SMS; the user is then a mobile number.
inline constexpr const char* sms_channel = "sms";

// Something to tell the user of a channel. Times are unix seconds.
struct OutboxEntry {
    ChannelUser to;
    std::string kind;          // late_answer, appointment_reminder …: a word of the program, seen in metrics
    std::string body;          // JSON, sealed at rest
    std::string cause;         // at most 64 bytes, unique: the same cause is told once; "" for a cause that cannot come twice
    std::string subject = {};  // what withdraw() finds it by: the id of an appointment, say
    std::int64_t due_at = 0;
    std::int64_t expires_at = 0;  // of no use to anybody afterwards
};

// One entry in the hands of one relay.
struct LeasedEntry {
    Lease lease;
    OutboxEntry entry;
    bool is_uncertain = false;  // an earlier relay died, or was not answered, while it was telling: it may have been told
};

struct OutboxCounts {
    std::int64_t open = 0, dead = 0;
    std::int64_t oldest_due = 0;  // unix seconds; 0: nothing is open
};

// Any number of threads and processes. Throws SqlError, VaultError.
class Outbox {
  public:
    Outbox(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // The id; "" when the cause is known already. Becomes due only if the transaction commits.
    std::string put(Transaction& transaction, const OutboxEntry& entry, std::int64_t now);
    std::string put(const OutboxEntry& entry, std::int64_t now);
    // Erases what is open of the subject: it is not to be told any more. What a relay holds may still be told.
    void withdraw(Transaction& transaction, const std::string& subject);
    void discard(const std::string& id);
    // Erases everything of a user, open or done.
    void forget(Transaction& transaction, const ChannelUser& user);

    // At most `limit` entries that are due, for the caller alone until `until`: who has not said by then what came of one has lost it to
    // the next. One that does not open is dead at once and told to `unreadable`; its sealed text stays until it is swept, for whoever finds
    // the key again.
    std::vector<LeasedEntry> lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable = {});

    // What came of it. False when the lease was lost meanwhile; the entry is then somebody else's.
    bool told(const LeasedEntry& leased, const std::string& by, std::int64_t now);  // by: the way it went, e.g. "custom"
    bool kept(Transaction& transaction, const LeasedEntry& leased, std::int64_t now);
    bool dead(const LeasedEntry& leased, const std::string& why, std::int64_t now);
    // Tried again at `at`; is_uncertain: it may have been told all the same.
    bool again(const LeasedEntry& leased, std::int64_t at, const std::string& why, bool is_uncertain);

    OutboxCounts counts(std::int64_t now);
    // Deletes what was done before `before`; returns how many.
    std::int64_t sweep(std::int64_t before);

  private:
    LeasedEntry read(const Leases::Taken& taken) const;

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
