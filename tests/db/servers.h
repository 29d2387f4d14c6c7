// Both sides of each seam for the contract tests, on real servers.
//
// POLICE_TEST_MYSQL   any URL that db::open_sql takes, with an existing database and a user who may create others, e.g.
//                     mysql://root@/mysql?socket=/tmp/x/my.sock or mysql://root@127.0.0.1:3306/mysql
// POLICE_TEST_REDIS   any URL that db::open_kv takes, e.g. redis+unix:///tmp/x/redis.sock or redis://127.0.0.1:6379/0
// POLICE_TEST_MYSQL_PASSWORD, POLICE_TEST_REDIS_PASSWORD   when they need one
//
// Without a variable that side's cases are skipped and counted; with CI=true they fail instead.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "db/migrate.h"
#include "db/open.h"
#include "db/stores.h"

namespace db_tests {

// The prefix and random hex digits.
std::string random_token(const std::string& prefix);
std::string unique_name(const std::string& stem);

// An empty database of its own, dropped at the end.
class Database {
  public:
    virtual ~Database() = default;
    // A new pool on it.
    virtual std::unique_ptr<db::Sql> open(const db::SqlOptions& options = {}) const = 0;
};

struct OnSqlite {
    static constexpr const char* name = "SQLite";
    static bool available() { return true; }
    static std::unique_ptr<Database> make();
};

struct OnMysql {
    static constexpr const char* name = "MySQL";
    // False: the case is counted as skipped (or, in CI, fails) and must return.
    static bool available();
    static std::unique_ptr<Database> make();
};

// One migrated database a side for the whole run: cases keep apart by random ids.
template <typename Side>
db::Sql& shared_sql() {
    static const std::unique_ptr<Database> database = Side::make();
    static const std::unique_ptr<db::Sql> sql = [] {
        // Hundreds of threads on a loaded machine: who waits here waits for others, not for a server.
        auto opened = database->open({.timeout = std::chrono::seconds(10), .borrow = std::chrono::seconds(30)});
        db::migrate(*opened);
        return opened;
    }();
    return *sql;
}

db::Vault& shared_vault();

template <typename Side>
db::Stores& shared_stores() {
    static const std::unique_ptr<db::Kv> kv = db::open_kv("memory:");
    static db::Stores stores(shared_sql<Side>(), *kv, shared_vault());
    return stores;
}

struct OnMemory {
    static constexpr const char* name = "memory";
    static bool available() { return true; }
    static std::unique_ptr<db::Kv> open(const db::KvOptions& options = {}) { return db::open_kv("memory:", "", options); }
};

struct OnRedis {
    static constexpr const char* name = "Redis";
    static bool available();
    static std::unique_ptr<db::Kv> open(const db::KvOptions& options = {});
    static std::string url();
};

}  // namespace db_tests

TYPE_TO_STRING(db_tests::OnSqlite);
TYPE_TO_STRING(db_tests::OnMysql);
TYPE_TO_STRING(db_tests::OnMemory);
TYPE_TO_STRING(db_tests::OnRedis);
