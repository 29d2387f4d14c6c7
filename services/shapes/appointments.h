// What every appointment service is made of: the questions of place and time, the limits, and the booking itself (catalogue §8.1).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/lifecycle.h"
#include "services/form/context.h"
#include "services/form/spec.h"
#include "services/rules/policy.h"

namespace services {

/// The figures an administrator may set for an appointment service; every one of them has these.
std::vector<ParameterSpec> appointment_parameters();

/// The business question of an appointment service, key `business`: refuses at once what the limits or a ban would refuse at the end.
Field business_field(std::vector<Option> businesses);
/// The resident's own name, ID number and mobile: known, shown masked in review, never asked.
std::vector<Field> applicant_fields();
/// Where and when: `district`, `near`, `site`, `date`, `slot`. Only what can be booked is offered; the slot is held for 10 minutes.
std::vector<Field> appointment_fields();

/// Another time for one that is there: `site`, `date`, `slot`, where it is proposed first.
std::vector<Field> new_time_fields();

struct BookingSpec {
    /// Lines of the answer that belong to the business: materials, fee notice, … . `day` is that of the appointment.
    std::function<std::vector<Line>(const Answers&, Date day, const Context&)> facts = {};
};

/// Makes record and appointment in one transaction, from the held place or, when the hold has run out, from one still free. The same
/// draft again gives the same answer again.
Submit book(BookingSpec);

/// The six digits that, with the number, stand for the resident without an account. Older appointments keep none: theirs is derived from
/// the number by the index key, by any that is known. Never empty, so that an unknown number costs as much to refuse.
std::vector<std::string> passwords_of(const Context&, const std::optional<db::Appointment>&, const std::string& number);

/// Until when `appointment` can be cancelled without penalty, by the settings of its service.
Instant free_cancel_until(const db::Appointment&, const Figures&);

/// One line of an appointment among one's own that can still be kept or cancelled: day, time, business; "" for any other record.
std::string appointment_line(const db::Record&, Context&);
/// The record as whoever may see it is shown it. A cancelled place is sold again after a random 1 to 10 minutes, so that nobody can hand it
/// over.
Outcome shown_appointment(const db::Record&, Context&);

/// What may become of an appointment's record, and of the appointment with it; every appointment service has both.
const db::Lifecycle& appointment_life();
std::vector<Act> appointment_acts();

/// Why this resident may not book (another) appointment of this business now; absent when they may.
std::optional<Ineligible> booking_refused(const Context&, const std::string& business);

}  // namespace services
