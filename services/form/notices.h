// How residents learn what became of what they submitted: written into the outbox in the transaction that moved the record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/index_names.h"
#include "services/form/context.h"

namespace services {

/// The kind of such a message in the outbox.
inline constexpr std::string_view record_progress = "record_progress";

/// Where whoever submitted the record can be written to; absent for an anonymous one, or when its sender is nobody's any more. Reads the
/// database: to be asked before a transaction.
std::optional<db::ChannelUser> sender_of(const db::Record&, const Context&);

/// What the reader is told: `state` in two or three words, `text` in full. Masked as a reply is.
struct Progress {
    std::string state, text;
    std::string cause;  // unique for the record: told once
};
void tell_progress(db::Transaction&, const Context&, const db::ChannelUser& to, const db::Record&, const Progress&);

/// The same for somebody who is known by a telephone number alone.
db::ChannelUser by_sms(const std::string& mobile);

}  // namespace services
