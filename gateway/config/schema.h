// What the table of keys says, for editors and for people: JSON Schemas, and the commented defaults.
#pragma once

#include <string>
#include <string_view>

#include "gateway/config/keys.h"

namespace gateway {

/// JSON Schema (draft 7) of one config file, ending in a newline.
std::string schema_of(std::string_view file, const services::Catalog& catalog);

/// `services/household.json` → `services/household.schema.json`.
std::string schema_file(std::string_view file);

/// The keys under `path`, each with its comment above its default: what to paste into a config file.
std::string commented_defaults(const Keys& keys, std::string_view path, int indent = 4);

}  // namespace gateway
