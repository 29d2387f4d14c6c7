// `audit verify` and `audit list`: whether the audit chain is whole, and what stands in it.
#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

namespace gateway {

/// Both read the configuration of the folder, print to `out`, and return the exit code of the program. Throw std::runtime_error,
/// db::SqlError.

/// Reads all of the chain and prints its head, for somebody to note; 1, and the first row that is wrong, when it is not whole or lacks the
/// noted head (SEQ:HASH; empty: none). Also names operators whose rows are signed by another token than operators.json has now.
int audit_verify(const std::string& folder, const std::string& noted, std::ostream& out);

/// One line a row, not older than `since`; all without it.
int audit_list(const std::string& folder, std::optional<std::chrono::seconds> since, std::ostream& out);

}  // namespace gateway
