// The contract of db::Sql, the same on both engines.
#include <thread>

#include "servers.h"

using namespace db_tests;
using db::Values;

namespace {

// A table of its own for one case, in a collation like the migrations'.
template <typename Side>
struct Table {
    Table() : database(Side::make()), sql(database->open()) {
        db::migrate(*sql, {{1, "t", {"CREATE TABLE IF NOT EXISTS t (k VARCHAR(64) NOT NULL PRIMARY KEY, n BIGINT, s MEDIUMTEXT)"}}});
    }
    std::int64_t count() { return sql->query("SELECT COUNT(*) FROM t").at(0).integer(0); }

    std::unique_ptr<Database> database;
    std::unique_ptr<db::Sql> sql;
};

}  // namespace

TEST_CASE_TEMPLATE("values come back as they were", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    const std::string four_bytes = "粤A·12345 😀𠮷";
    const std::string large(200'000, 'x');
    t.sql->execute("INSERT INTO t (k, n, s) VALUES (?, ?, ?)", {"a", INT64_MAX, four_bytes});
    t.sql->execute("INSERT INTO t (k, n, s) VALUES (?, ?, ?)", {"b", INT64_MIN, large});
    t.sql->execute("INSERT INTO t (k, n, s) VALUES (?, ?, ?)", {"c", nullptr, nullptr});
    t.sql->execute("INSERT INTO t (k, n, s) VALUES (?, ?, ?)", {"d", std::int64_t{0}, ""});
    const db::Rows rows = t.sql->query("SELECT n, s FROM t ORDER BY k");
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].integer(0) == INT64_MAX);
    CHECK(rows[0].text(1) == four_bytes);
    CHECK(rows[1].integer(0) == INT64_MIN);
    CHECK(rows[1].text(1) == large);
    CHECK(rows[2].is_null(0));
    CHECK_FALSE(rows[2].optional_text(1).has_value());
    CHECK(rows[3].optional_text(1) == "");
    CHECK_THROWS_AS(rows[2].integer(0), std::logic_error);
    CHECK_THROWS_AS(rows[0].text(2), std::out_of_range);
    CHECK_THROWS_AS(rows[0].integer(1), std::logic_error);
    CHECK(t.sql->query("SELECT SUM(n), COUNT(*), MAX(k) FROM t WHERE n = 0").at(0).integer(0) == 0);
    CHECK(t.sql->query("SELECT k || '-' || k FROM t WHERE k = ?", {"a"}).at(0).text(0) == "a-a");
}

TEST_CASE_TEMPLATE("a prepared statement forgets the values of its last use", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    for (int i = 0; i < 3; ++i) {
        const Values values =
            i == 1 ? Values{"b", nullptr, nullptr} : Values{std::string(1, static_cast<char>('a' + i)), std::int64_t{i}, "text"};
        t.sql->execute("INSERT INTO t (k, n, s) VALUES (?, ?, ?)", values);
    }
    const db::Rows rows = t.sql->query("SELECT n, s FROM t ORDER BY k");
    CHECK(rows[0].text(1) == "text");
    CHECK(rows[1].is_null(0));
    CHECK(rows[1].is_null(1));
    CHECK(rows[2].integer(0) == 2);
}

TEST_CASE_TEMPLATE("keys that differ only in case, trailing space or accent are different keys", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    for (const char* key : {"oAbC", "oabc", "oabc ", "oabc  ", "oábc", "ＯABC", "a", "ß", "ss"}) {
        CHECK(t.sql->insert_once("INSERT INTO t (k) VALUES (?)", {key}));
    }
    CHECK(t.count() == 9);
    CHECK(t.sql->query("SELECT k FROM t WHERE k = ?", {"oabc "}).at(0).text(0) == "oabc ");
    CHECK(t.sql->query("SELECT k FROM t WHERE k = ?", {"OABC"}).empty());
    CHECK(t.sql->query("SELECT k FROM t WHERE k = ?", {"a "}).empty());
}

TEST_CASE_TEMPLATE("execute counts the rows matched, changed or not", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    CHECK(t.sql->execute("INSERT INTO t (k, n) VALUES (?, ?), (?, ?)", {"a", std::int64_t{1}, "b", std::int64_t{1}}) == 2);
    CHECK(t.sql->execute("UPDATE t SET n = 1") == 2);
    CHECK(t.sql->execute("UPDATE t SET n = 2 WHERE k = 'a'") == 1);
    CHECK(t.sql->execute("UPDATE t SET n = 2 WHERE k = 'z'") == 0);
    CHECK(t.sql->execute("DELETE FROM t") == 2);
}

TEST_CASE_TEMPLATE("a duplicate key is a value", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    CHECK(t.sql->insert_once("INSERT INTO t (k, n) VALUES (?, ?)", {"a", std::int64_t{1}}));
    CHECK_FALSE(t.sql->insert_once("INSERT INTO t (k, n) VALUES (?, ?)", {"a", std::int64_t{2}}));
    t.sql->transaction([](db::Transaction& transaction) {
        CHECK_FALSE(transaction.insert_once("INSERT INTO t (k) VALUES (?)", {"a"}));
        CHECK(transaction.insert_once("INSERT INTO t (k) VALUES (?)", {"b"}));
    });
    CHECK(t.count() == 2);
    CHECK(t.sql->query("SELECT n FROM t WHERE k = 'a'").at(0).integer(0) == 1);
    // Another broken constraint is no duplicate.
    CHECK_THROWS_AS(t.sql->insert_once("INSERT INTO t (k) VALUES (?)", {nullptr}), db::SqlError);
}

TEST_CASE_TEMPLATE("an error names the statement and no value", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    const std::string secret = "440105198001011234";
    t.sql->execute("INSERT INTO t (k) VALUES (?)", {secret});
    for (const std::string statement : {"INSERT INTO t (k) VALUES (?)", "INSERT INTO nowhere (k) VALUES (?)"}) {
        try {
            t.sql->execute(statement, {secret});
            FAIL("must throw");
        } catch (const db::SqlError& error) {
            CHECK(std::string(error.what()).find(secret) == std::string::npos);
            CHECK(std::string(error.what()).find("INSERT INTO") != std::string::npos);
            CHECK(error.code() != 0);
        }
    }
}

TEST_CASE_TEMPLATE("the wrong number of values is refused", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    CHECK_THROWS(t.sql->execute("INSERT INTO t (k, n) VALUES (?, ?)", {"a", std::int64_t{1}, "x"}));
    CHECK_THROWS(t.sql->execute("INSERT INTO t (k, n) VALUES (?, ?)", {"a"}));
    CHECK_THROWS(t.sql->execute("INSERT INTO t (k) VALUES ('a'); DELETE FROM t", {}));
    CHECK(t.count() == 0);
}

TEST_CASE_TEMPLATE("a transaction commits on return and rolls back on an exception", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    t.sql->transaction([](db::Transaction& transaction) { transaction.execute("INSERT INTO t (k) VALUES ('a')"); });
    CHECK(t.count() == 1);
    struct Refused {};
    CHECK_THROWS_AS(t.sql->transaction([](db::Transaction& transaction) {
        transaction.execute("INSERT INTO t (k) VALUES ('b')");
        CHECK(transaction.query("SELECT k FROM t").size() == 2);
        throw Refused{};
    }),
                    Refused);
    CHECK(t.count() == 1);
    t.sql->transaction([](db::Transaction& transaction) { transaction.execute("INSERT INTO t (k) VALUES ('c')"); });
    CHECK(t.count() == 2);
}

TEST_CASE_TEMPLATE("a transaction whose work swallowed an error does not commit", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    CHECK_THROWS_AS(t.sql->transaction([](db::Transaction& transaction) {
        transaction.execute("INSERT INTO t (k) VALUES ('a')");
        try {
            transaction.execute("INSERT INTO nowhere (k) VALUES ('a')");
        } catch (const db::SqlError&) {
        }
        CHECK_THROWS_AS(transaction.execute("INSERT INTO t (k) VALUES ('b')"), db::SqlError);
    }),
                    db::SqlError);
    CHECK(t.count() == 0);
}

TEST_CASE_TEMPLATE("nesting is refused at once instead of waiting for itself", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    t.sql->transaction([&](db::Transaction&) {
        CHECK_THROWS_AS(t.sql->transaction([](db::Transaction&) {}), std::logic_error);
        CHECK_THROWS_AS(t.sql->execute("DELETE FROM t"), std::logic_error);
    });
    t.sql->execute("DELETE FROM t");
}

TEST_CASE_TEMPLATE("work is run again at most three times when the engine asks", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    int runs = 0;
    const auto failing_until = [&](int good_run) {
        runs = 0;
        t.sql->transaction([&](db::Transaction& transaction) {
            transaction.execute("INSERT INTO t (k) VALUES ('a')");
            if (++runs < good_run) throw db::SqlError(db::SqlError::Kind::retry, 1213, "deadlock");
        });
    };
    failing_until(4);
    CHECK(runs == 4);
    CHECK(t.count() == 1);
    t.sql->execute("DELETE FROM t");
    CHECK_THROWS_AS(failing_until(5), db::SqlError);
    CHECK(runs == 4);
    CHECK(t.count() == 0);
}

TEST_CASE_TEMPLATE("no increment is lost among threads", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    t.sql->execute("INSERT INTO t (k, n) VALUES ('a', 0)");
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 25; ++j) {
                t.sql->transaction([](db::Transaction& transaction) {
                    transaction.execute("UPDATE t SET n = n + 1 WHERE k = 'a'");
                    transaction.query("SELECT n FROM t WHERE k = 'a'");
                });
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(t.sql->query("SELECT n FROM t").at(0).integer(0) == 200);
}

TEST_CASE_TEMPLATE("a full pool says so in time", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Table<Side> t;
    db::SqlOptions options;
    options.connections = 1;
    options.timeout = options.borrow = std::chrono::milliseconds(100);
    const auto small = t.database->open(options);
    small->transaction([&](db::Transaction&) {
        std::thread([&] {
            CHECK_THROWS_WITH_AS(small->execute("DELETE FROM t"), doctest::Contains("no connection became free"), db::SqlError);
        }).join();
    });
    CHECK(small->execute("DELETE FROM t") == 0);
}
