// Chooses the implementation behind each seam by URL: the one file that names them all.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "db/kv.h"
#include "db/sql.h"

namespace db {

struct SqlOptions {
    std::size_t connections = 16;             // at most; opened when first needed
    std::chrono::milliseconds timeout{2000};  // of connecting, of one read or write, and of a lock wait (MySQL: whole seconds)
    std::chrono::milliseconds borrow{1000};   // how long a caller waits for a free connection
};

struct KvOptions {
    std::size_t connections = 16;
    std::chrono::milliseconds timeout{1000};
    std::chrono::milliseconds borrow{1000};
    std::size_t most_keys = 1'000'000;              // memory only: past it writes of new keys throw KvError
    std::size_t most_bytes = std::size_t{1} << 30;  // memory only: of keys and values
};

// sqlite:PATH                            a file, made when absent; its folder must exist
// mysql://USER@HOST[:PORT]/DATABASE      TCP, port 3306 unless said
// mysql://USER@[HOST]/DATABASE?socket=PATH   Unix socket; the host is not used
// The database must exist. Connects lazily on MySQL. Throws std::invalid_argument that says what was expected (the password is
// an argument so that it never appears in a URL), SqlError when an SQLite file cannot be opened. Call it first from one thread,
// before others start: the connector's driver is made here.
std::unique_ptr<Sql> open_sql(const std::string& url, const std::string& password = "", const SqlOptions& options = {});

// memory:                      this process only, lost at its end
// redis://HOST[:PORT][/N]      TCP, port 6379 and database 0 unless said
// redis+unix:///PATH[?db=N]    Unix socket
// All keys get the prefix "police:". Connects lazily on Redis; an empty password sends no AUTH. Throws std::invalid_argument.
std::unique_ptr<Kv> open_kv(const std::string& url, const std::string& password = "", const KvOptions& options = {});

}  // namespace db
