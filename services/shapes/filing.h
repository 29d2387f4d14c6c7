// What leaves a record and nothing else, as reports and applications do: it is filed, and followed up by its owner or by number and
// password.
#pragma once

#include <string>
#include <string_view>

#include "db/stores/records.h"
#include "services/form/context.h"
#include "services/form/spec.h"

namespace services {

/// The record that a form leaves, of the service being run: in that state, or the one its lifecycle begins in, with the clocks of it begun.
db::NewRecord new_record(const Answers&, const Context&, std::string_view state = {});

/// Submit of a form that leaves its record, in the state in which the lifecycle begins, standing on the photos of the form. What is
/// answered: the record as the service shows it, under the headline `thanks`; of an anonymous one its number and the password that opens
/// it, which is told once, and again to the same form.
Submit file_record(std::string thanks = "");

/// One begins with the line `begins`, or opens an anonymous one by number and password: a few wrong ones and it opens to nobody any more, a
/// few tries and whoever tries must wait until tomorrow.
Existing opened_by_password(std::string begins);

}  // namespace services
