// The Kv seam over Redis through hiredis: one script call an operation, on a pool of connections.
#pragma once

#include <memory>
#include <string>

#include "db/open.h"

namespace db {

struct RedisAddress {
    std::string host = "localhost";
    int port = 6379;
    std::string socket;  // when not empty, host and port are not used
    int database = 0;
    std::string password;  // empty: no AUTH
};

// Connects when first used.
std::unique_ptr<Kv> open_redis(const RedisAddress& address, const KvOptions& options);

}  // namespace db
