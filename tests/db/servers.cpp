#include "servers.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "wechat/bytes.h"

namespace db_tests {
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// Says at the end of the run what was not tested.
class Skipped {
  public:
    explicit Skipped(const char* what) : what_(what) {}
    ~Skipped() {
        if (count_ > 0) std::printf("SKIPPED %d cases: %s is not set\n", count_, what_);
    }
    Skipped(const Skipped&) = delete;
    Skipped& operator=(const Skipped&) = delete;

    bool available() {
        if (!variable(what_).empty()) return true;
        if (variable("CI") == "true") FAIL("CI must set " << what_);
        ++count_;
        return false;
    }

  private:
    const char* what_;
    int count_ = 0;
};

class SqliteFile : public Database {
  public:
    SqliteFile() : path_(std::filesystem::temp_directory_path() / unique_name("police_test")) {}
    ~SqliteFile() override {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix, ignored);
    }
    std::unique_ptr<db::Sql> open(const db::SqlOptions& options) const override {
        return db::open_sql("sqlite:" + path_.string(), "", options);
    }

  private:
    std::filesystem::path path_;
};

class MysqlDatabase : public Database {
  public:
    MysqlDatabase()
        : admin_(db::open_sql(variable("POLICE_TEST_MYSQL"), password(), {.timeout = std::chrono::seconds(60)})),
          name_(unique_name("police_test")) {
        admin_->execute("CREATE DATABASE " + name_);
    }
    ~MysqlDatabase() override {
        try {
            admin_->execute("DROP DATABASE " + name_);
        } catch (const db::SqlError& error) {
            std::fprintf(stderr, "%s was left behind: %s\n", name_.c_str(), error.what());
        }
    }
    std::unique_ptr<db::Sql> open(const db::SqlOptions& options) const override {
        std::string url = variable("POLICE_TEST_MYSQL");
        const std::size_t slash = url.find('/', std::string("mysql://").size());
        const std::size_t end = std::min(url.find('?'), url.size());
        return db::open_sql(url.replace(slash + 1, end - slash - 1, name_), password(), options);
    }

  private:
    static std::string password() { return variable("POLICE_TEST_MYSQL_PASSWORD"); }

    std::unique_ptr<db::Sql> admin_;
    std::string name_;
};

}  // namespace

std::string unique_name(const std::string& stem) { return stem + "_" + std::to_string(::getpid()) + "_" + wechat::random_hex(4); }

std::string random_token(const std::string& prefix) {
    std::string token = prefix;
    return token.append(wechat::random_hex(10));
}

std::unique_ptr<Database> OnSqlite::make() { return std::make_unique<SqliteFile>(); }
std::unique_ptr<Database> OnMysql::make() { return std::make_unique<MysqlDatabase>(); }

bool OnMysql::available() {
    static Skipped skipped("POLICE_TEST_MYSQL");
    return skipped.available();
}

bool OnRedis::available() {
    static Skipped skipped("POLICE_TEST_REDIS");
    return skipped.available();
}

std::string OnRedis::url() { return variable("POLICE_TEST_REDIS"); }

std::unique_ptr<db::Kv> OnRedis::open(const db::KvOptions& options) {
    return db::open_kv(url(), variable("POLICE_TEST_REDIS_PASSWORD"), options);
}

db::Vault& shared_vault() {
    static db::Vault vault(db::new_key_file("s1"), db::new_key_file("i1"));
    return vault;
}

}  // namespace db_tests
