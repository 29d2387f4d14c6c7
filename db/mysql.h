// The Sql seam over MySQL or MariaDB through Connector/C++: a pool of connections, each with its prepared statements.
#pragma once

#include <memory>
#include <string>

#include "db/open.h"

namespace db {

struct MysqlAddress {
    std::string host = "localhost";
    int port = 3306;
    std::string socket;  // when not empty, host and port are not used
    std::string user, password, database;
};

// Connects when first used. The first call must be made before other threads start.
std::unique_ptr<Sql> open_mysql(const MysqlAddress& address, const SqlOptions& options);

}  // namespace db
