// How residents learn what became of what they submitted: written into the outbox in the transaction that moved the record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/form/context.h"

namespace services {

/// The kind of such a message in the outbox.
inline constexpr std::string_view record_progress = "record_progress";

/// Where whoever submitted the record can be written to; absent for an anonymous one, or when its sender is nobody's any more. Reads the
/// database: to be asked before a transaction.
std::optional<db::ChannelUser> sender_of(const db::Record&, const Context&);

/// Whoever `to` is: the notice's own is not looked at.
void tell_progress(db::Transaction&, const Context&, const db::ChannelUser& to, const db::Record&, const Notice&);

/// The same for somebody who is known by a telephone number alone.
db::ChannelUser by_sms(const std::string& mobile);

}  // namespace services
