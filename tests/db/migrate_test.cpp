#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "servers.h"

using namespace db_tests;

namespace {

std::int64_t recorded(db::Sql& sql) { return sql.query("SELECT COUNT(*) FROM schema_migrations").at(0).integer(0); }

}  // namespace

TEST_CASE("migrations are numbered from 1 without a gap") {
    for (int expected = 1; const db::Migration& step : db::migrations()) CHECK(step.number == expected++);
}

TEST_CASE_TEMPLATE("an empty database becomes current, once", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    CHECK(db::pending(*sql).size() == db::migrations().size());
    CHECK(db::pending(*sql).front() == "0001 residents");
    CHECK_FALSE(db::is_current(*sql));
    db::migrate(*sql);
    CHECK(db::is_current(*sql));
    db::migrate(*sql);
    CHECK(recorded(*sql) == static_cast<std::int64_t>(db::migrations().size()));
}

TEST_CASE_TEMPLATE("a step that fails in the middle can be run again", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    const db::Migration good{1, "good", {"CREATE TABLE IF NOT EXISTS a (k BIGINT NOT NULL PRIMARY KEY)"}};
    std::vector<db::Migration> steps{
        good,
        {2,
         "half",
         {"CREATE TABLE IF NOT EXISTS b (k BIGINT NOT NULL PRIMARY KEY, n BIGINT)", "CREATE INDEX b_by_n ON b (n)",
          "ALTER TABLE a ADD COLUMN extra BIGINT", "INSERT INTO nowhere (k) VALUES (1)"}}};
    CHECK_THROWS_WITH_AS(db::migrate(*sql, steps), doctest::Contains("0002 half"), db::SqlError);
    CHECK(db::pending(*sql, steps) == std::vector<std::string>{"0002 half"});
    CHECK_THROWS_AS(db::migrate(*sql, steps), db::SqlError);
    steps[1].statements.back() = "INSERT INTO b (k, n) VALUES (1, 1)";
    db::migrate(*sql, steps);
    CHECK(db::pending(*sql, steps).empty());
    CHECK(sql->query("SELECT extra FROM a").empty());
    CHECK(sql->query("SELECT n FROM b").size() == 1);
}

TEST_CASE_TEMPLATE("a database newer than the program is refused", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    const db::Migration one{1, "one", {"CREATE TABLE IF NOT EXISTS a (k BIGINT)"}},
        two{2, "two", {"CREATE TABLE IF NOT EXISTS b (k BIGINT)"}};
    db::migrate(*sql, {one, two});
    CHECK_THROWS_WITH(db::migrate(*sql, {one}), doctest::Contains("older than the database"));
    CHECK_THROWS(db::pending(*sql, {one}));
}

TEST_CASE_TEMPLATE("threads that migrate at once do each step once", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            const auto sql = database->open();
            CHECK_NOTHROW(db::migrate(*sql));
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(recorded(*database->open()) == static_cast<std::int64_t>(db::migrations().size()));
}

TEST_CASE_TEMPLATE("processes that migrate at once do each step once", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    std::vector<pid_t> children;
    for (int i = 0; i < 3; ++i) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            int result = 1;
            try {
                const auto sql = database->open();
                db::migrate(*sql);
                result = 0;
            } catch (...) {  // told by the exit code
            }
            ::_exit(result);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    CHECK(recorded(*database->open()) == static_cast<std::int64_t>(db::migrations().size()));
}

TEST_CASE("MySQL: who died while migrating is waited for until their lock ends, and not longer") {
    if (!OnMysql::available()) return;
    const auto database = OnMysql::make();
    const auto sql = database->open();
    db::migrate(*sql, {db::migrations().front()});
    const auto now = [] {
        return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    };
    const std::int64_t ends = now() + 2;
    CHECK(sql->execute("UPDATE exclusive_lock SET owner = 'dead', held_until = ? WHERE one = 1", {ends}) == 1);
    db::migrate(*sql);
    CHECK(now() > ends);
    CHECK(db::is_current(*sql));
    CHECK(sql->query("SELECT held_until FROM exclusive_lock").at(0).integer(0) == 0);  // given back
}

TEST_CASE("MySQL: every table is InnoDB in a binary collation that counts trailing spaces") {
    if (!OnMysql::available()) return;
    const auto database = OnMysql::make();
    const auto sql = database->open();
    db::migrate(*sql);
    const db::Rows rows = sql->query(
        "SELECT ENGINE, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
        "AND TABLE_NAME <> 'exclusive_lock'");  // made before any step, and compares hexadecimal digits only
    CHECK(rows.size() > 10);
    for (const db::Row& row : rows) {
        CHECK(row.text(0) == "InnoDB");
        const std::string collation = row.text(1);
        const bool counts_spaces = collation == "utf8mb4_nopad_bin" || collation == "utf8mb4_0900_bin";
        CHECK(counts_spaces);
    }
}
