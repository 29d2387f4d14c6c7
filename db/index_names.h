// Finding, and keeping unique, what is stored under blind indexes while their key changes.
//
// A value then has one name a known key (Vault::indexes), and a row may stand under any of them.
#pragma once

#include <string>
#include <vector>

#include "db/channel_user.h"
#include "db/sql.h"
#include "db/vault.h"

namespace db {

using Names = std::vector<std::string>;

// The names of a channel's user, and those under which their late answers are kept; the ones to write under first.
Names subject_keys(const Vault& vault, const ChannelUser& user);
Names note_keys(const Vault& vault, const ChannelUser& user);

// "column IN (?, ?)" for all the names.
std::string is_any(const std::string& column, const Names& names);
// The values, then the names: parameters for a statement that ends in is_any().
Values with_names(Values values, const Names& names);

// Until the transaction ends nobody else holds any of the names. A UNIQUE index guards within one key only, and while the key in force
// changes one process still writes under the old one: whoever must not meet itself holds all names, looks, then writes. Free while there
// is one key. Call once in a transaction, with all names at once.
void hold_names(Transaction& transaction, Names names);

}  // namespace db
