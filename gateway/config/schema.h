// What the table of keys says, for editors: JSON Schemas.
#pragma once

#include <string>
#include <string_view>

#include "gateway/config/keys.h"

namespace gateway {

/// JSON Schema (draft 7) of one config file, ending in a newline.
std::string schema_of(std::string_view file, const services::Catalog& catalog);

/// `services/household.json` → `services/household.schema.json`.
std::string schema_file(std::string_view file);

}  // namespace gateway
