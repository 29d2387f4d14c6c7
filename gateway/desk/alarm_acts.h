// What duty officers do with an alarm, from its page and from the command line: answer, hand over, close.
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
    std::string once = {};         // at most 64 bytes: the same again says nothing again; "": is never the same
};

/// The most bytes of an answer: what one message of the account's holds, with the signature.
inline constexpr std::size_t most_of_an_answer = 1200;

/// at_once: by the outbox, as a message of the account's, else with the next reply. waits: with the caller's next message, because in
/// violence, whichever of the caller's alarms says so, somebody else may be reading, or because nothing may lead to who is in an anonymous
/// form.
enum class Answered { at_once, waits };

/// Whether an answer to the caller waits unless it may be received: an alarm of theirs is of violence. Throws SqlError.
bool may_be_overlooked(db::Stores&, const db::Alarm&, services::Instant now);

/// Here and below: in the caller's transaction; the caller writes the audit row. Throws SqlError, VaultError.
/// Keeps it, signed 值班民警.
Answered answer_alarm(db::Stores&, db::Transaction&, const db::Alarm&, const DeskAnswer&, services::Instant now);

/// Gives it to another operator, or with `to` empty back to the desk, which is rung anew. False when it is closed.
bool hand_over_alarm(db::Stores&, db::Transaction&, const std::string& alarm, const std::string& by, const std::string& to,
                     services::Instant now);

/// It is over, and rings no more: what the caller says means what it always does. outcome: in the officer's words; may be empty. False when
/// it was closed before.
bool close_alarm(db::Stores&, db::Transaction&, const std::string& alarm, const std::string& by, const std::string& outcome,
                 services::Instant now);

}  // namespace gateway
