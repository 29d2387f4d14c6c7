// Turns what a resident did into the push WeChat would make of it.
#pragma once
#include <cstdint>

#include "account.h"
#include "exchange.h"

namespace sandbox {

// Who acts where nobody is named.
inline constexpr const char* first_resident = "oSandboxResident0000000000001";

// good; bad: one digit changed; corrupt: cut in half; wrong: made with another token; missing.
bool known_sign(const std::string& word);

// An exchange ready to be delivered: the message, the body in the account's mode, and the URL with its query. Id and change are left 0.
// Throws std::runtime_error when the request makes no message (unknown type, no text, broken XML by hand).
Exchange prepare(const Account& account, const Request& request, std::int64_t now_ms);

}  // namespace sandbox
