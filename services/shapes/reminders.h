// What a resident is told before an appointment: the evening before and shortly before, written with the booking.
#pragma once

#include <string>

#include "db/stores/appointments.h"
#include "services/form/context.h"

namespace services {

/// The kind of a reminder in the outbox.
inline constexpr std::string_view appointment_reminder = "appointment_reminder";

/// Writes the reminders that are still ahead into the outbox, in the transaction of the booking. They go to whoever booked, by the channel
/// it was booked on, and carry no personal data. Times are the service's parameters remind_evening and remind_hours.
void remind(db::Transaction&, const Context&, const std::string& appointment, const db::Slot&, const std::string& business,
            const std::string& number);
/// They are not sent any more; in the transaction of the cancellation.
void withdraw_reminders(db::Transaction&, const Context&, const std::string& appointment);

}  // namespace services
