// Reports: what somebody tells the police, and how whoever told it follows it up with nothing but its number and a code.
#pragma once

#include <string>

#include "services/form/spec.h"

namespace services {

/// Submit of a report: its record in the state in which the lifecycle begins, which stands on the photos of the form. `thanks` is the
/// headline; the facts are number and, of an anonymous report, the code that opens it, which is told once, and again to the same form.
Submit file_report(std::string thanks);

/// One begins with the line `begins`, or opens an anonymous one by number and code: a few wrong codes and it opens to nobody any more, a
/// few tries and the sender must wait until tomorrow.
Existing opened_by_code(std::string begins);

}  // namespace services
