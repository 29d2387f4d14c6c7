// What a duty officer says to whoever raised an alarm.
#pragma once

#include <string>

#include "db/stores.h"
#include "services/rules/time.h"

namespace gateway {

struct DeskAnswer {
    std::string alarm;  // its number
    std::string by;     // the operator's id
    std::string text;
    bool may_be_received = false;  // whoever else holds the telephone would do no harm by reading it
};

/// at_once: by the outbox, as a message of the account's, else with the next reply. waits: with the caller's next message, because in
/// violence somebody else may be reading, or because nothing may lead to who is in an anonymous form.
enum class Answered { at_once, waits };

/// Keeps it, signed 值班民警, in the caller's transaction; the caller writes the audit row. Throws SqlError, VaultError.
Answered answer_alarm(db::Stores&, db::Transaction&, const db::Alarm&, const DeskAnswer&, services::Instant now);

}  // namespace gateway
