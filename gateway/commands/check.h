// `check`: every config file held against its table of keys.
#pragma once

#include <iosfwd>
#include <string>

#include "services/form/catalog.h"

namespace gateway {

/// Prints every problem the folder has today, one a line, which keys need a restart, and a verdict. 0, or 1 when there is any error.
int check(const std::string& folder, const services::Catalog& catalog, services::Date today, std::ostream& out);

}  // namespace gateway
