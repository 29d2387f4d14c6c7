// What of a call may be shown: secrets and tokens are not.
#pragma once
#include <string>

namespace sandbox {

// A JSON text with the values of secrets and tokens starred; cut at 4 KiB; "(binary)" for what is no text.
std::string redacted(const std::string& body);
// The query of a target, in the same way.
std::string redacted_query(const std::string& target);

}  // namespace sandbox
