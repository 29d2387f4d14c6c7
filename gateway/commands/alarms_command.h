// What `police-gateway alarms` does: what the duty desk was rung for, from the command line.
#pragma once

#include <iosfwd>
#include <string>

namespace gateway {

/// One line an alarm, open ones first: no words, no names. Exit codes, as below.
int alarms_list(const std::string& folder, std::ostream& out);
/// Everything of one, the resident's words and who they are included; 1 when there is none such.
int alarm_show(const std::string& folder, const std::string& id, std::ostream& out);
/// Silences it; 0 also when somebody had done so before, which is said. The audit row is the caller's (carry_out).
int alarm_acknowledge(const std::string& folder, const std::string& id, const std::string& by, std::ostream& out);

}  // namespace gateway
