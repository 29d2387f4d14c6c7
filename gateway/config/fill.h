// A config file that was held against its table, read into what its rows name.
#pragma once

#include <string_view>

#include "gateway/config/check.h"
#include "gateway/config/json.h"
#include "gateway/config/keys.h"

namespace gateway {

/// The values of a key, one for each item of the lists on its path; they are there once the tree was held against its table. Throws
/// std::out_of_range.
std::vector<const json::Node*> values_at(const json::Node& root, std::string_view path);

/// Reads secrets from their files: afterwards the text of each is the secret itself, "" when it could not be had, which is reported. The
/// text of a key file becomes its path.
void open_secrets(json::Node& root, const Keys& keys, Findings& findings);

/// Every value goes where its row says. Throws std::logic_error on a row that is bound to a member of something else.
void fill(const json::Node& root, const Keys& keys, const Target& target);

}  // namespace gateway
