// What may become of an application and of a report: the tables that services share (catalogue §9), with the parameters of their clocks.
#pragma once

#include <vector>

#include "db/lifecycle.h"
#include "services/form/spec.h"

namespace services {

/// SUBMITTED → … → COMPLETED. A draft is no record. HANDED_OVER: finished elsewhere, the record's summary keeps the other side's reference.
const db::Lifecycle& application();
/// RECEIVED → ASSIGNED → HANDLING → ANSWERED or CLOSED; REVOKED until it is handled.
const db::Lifecycle& report();

/// What the resident may do with theirs, as they pick it: 补正 and 撤回; a service adds its own.
std::vector<Act> application_acts();

/// The figures of their clocks; a service adds them to its own.
std::vector<ParameterSpec> application_parameters();
std::vector<ParameterSpec> report_parameters();

}  // namespace services
