// The Sql seam over one SQLite file: WAL, synchronous=FULL, one writer at a time.
#pragma once

#include <memory>
#include <string>

#include "db/open.h"

namespace db {

// Makes the file (readable by its owner only) when absent. Throws SqlError.
std::unique_ptr<Sql> open_sqlite(const std::string& path, const SqlOptions& options);

}  // namespace db
