// `police-gateway console`: a conversation with the account in the terminal, as one resident.
#pragma once

#include <string>

namespace gateway {

/// Reads lines from stdin until it ends; replies and SMS go to stdout. The exit code for main().
int console(const std::string& folder, const std::string& openid);

}  // namespace gateway
