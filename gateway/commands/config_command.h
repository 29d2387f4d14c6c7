// What `police-gateway check` and `police-gateway schema` do.
#pragma once

#include <iosfwd>
#include <string>

#include "services/form/catalog.h"

namespace gateway {

/// Prints every problem the folder has today, one a line, which keys need a restart, and a verdict. 0, or 1 when there is any error.
int check(const std::string& folder, const services::Catalog& catalog, services::Date today, std::ostream& out);

/// Writes the schema of every config file beside it in `folder`. 0, or 1 when one cannot be written, which is said on `out`.
int write_schemas(const std::string& folder, const services::Catalog& catalog, std::ostream& out);

}  // namespace gateway
