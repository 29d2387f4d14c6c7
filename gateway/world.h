// The world a process lives in: its configuration, stores and clock.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "db/open.h"
#include "db/stores.h"
#include "gateway/config/config.h"
#include "services/rules/time.h"

namespace gateway {

/// The two databases and what stands on them.
struct Storage {
    /// Opens both by URL. Throws std::invalid_argument on a bad URL or key file, db::SqlError when SQLite cannot be opened.
    explicit Storage(const Config&);

    std::unique_ptr<db::Sql> sql;
    std::unique_ptr<db::Kv> kv;
    db::Vault vault;
    db::Stores stores;
};

/// Reads the folder and makes missing key files where that is allowed (SQLite); on any error prints it to stderr and returns null.
std::shared_ptr<const Config> configure(const std::string& folder);

/// Migrates SQLite; refuses with MySQL and says how when the schema is not current. Throws std::runtime_error; db::SqlError of kind gone
/// while the server cannot be reached, and may then be called again.
void prepare_schema(Storage&, const Config&);

/// What a command that looks at what is stored does: the work's result; 1, the errors printed, when the folder's files are wrong. Throws as
/// Storage and prepare_schema.
int with_storage(const std::string& folder, const std::function<int(Storage&, const Config&)>& work);

/// Loads the synthetic data sets beside the executable, when the configuration says demonstration: those that are not loaded under the
/// index key in force. Throws db::SqlError.
void load_demonstration(Storage&, const Config&);

}  // namespace gateway
