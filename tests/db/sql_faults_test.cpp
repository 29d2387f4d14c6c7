// What db::Sql does when connections die, rows are locked and transactions deadlock.
#include <atomic>
#include <chrono>
#include <thread>

#include "servers.h"

using namespace db_tests;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr const char* make_table = "CREATE TABLE IF NOT EXISTS t (k VARCHAR(64) NOT NULL PRIMARY KEY, n BIGINT NOT NULL)";

struct Two {
    template <typename Side>
    explicit Two(const Side&, std::size_t connections = 1) : database(Side::make()) {
        db::SqlOptions options;
        options.connections = connections;
        sql = database->open(options);
        other = database->open();
        db::migrate(*sql, {{1, "t", {make_table}}});
        sql->execute("INSERT INTO t (k, n) VALUES ('a', 0), ('b', 0)");
    }
    // The other pool kills the single connection of the first.
    void kill() const { kill(sql->query("SELECT CONNECTION_ID()").at(0).integer(0)); }
    void kill(std::int64_t id) const {
        other->execute("KILL CONNECTION " + std::to_string(id));
        std::this_thread::sleep_for(milliseconds(30));
    }
    std::int64_t sum() const { return other->query("SELECT SUM(n) FROM t").at(0).integer(0); }

    std::unique_ptr<Database> database;
    std::unique_ptr<db::Sql> sql, other;
};

milliseconds since(steady_clock::time_point start) { return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start); }

}  // namespace

TEST_CASE("MySQL: a killed connection is replaced, its statements with it") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    two.kill();
    CHECK(two.sql->query("SELECT n FROM t WHERE k = ?", {"a"}).size() == 1);
    two.kill();
    CHECK(two.sql->execute("UPDATE t SET n = n + 1 WHERE k = ?", {"a"}) == 1);
    two.kill();
    CHECK(two.sql->insert_once("INSERT INTO t (k, n) VALUES (?, ?)", {"c", std::int64_t{0}}));
    two.kill();
    two.sql->transaction([](db::Transaction& transaction) { transaction.execute("UPDATE t SET n = n + 1 WHERE k = ?", {"a"}); });
    CHECK(two.sum() == 2);
    two.kill();
    two.sql->ping();
}

TEST_CASE("MySQL: a connection killed inside a transaction ends it, and nothing of it stays") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    int runs = 0;
    try {
        two.sql->transaction([&](db::Transaction& transaction) {
            ++runs;
            transaction.execute("UPDATE t SET n = n + 1 WHERE k = 'a'");
            two.kill(transaction.query("SELECT CONNECTION_ID()").at(0).integer(0));
            transaction.execute("UPDATE t SET n = n + 1 WHERE k = 'b'");
        });
        FAIL("must throw");
    } catch (const db::SqlError& error) {
        CHECK(error.kind() == db::SqlError::Kind::gone);
    }
    CHECK(runs == 1);
    CHECK(two.sum() == 0);
    two.sql->transaction([](db::Transaction& transaction) { transaction.execute("UPDATE t SET n = n + 1 WHERE k = 'a'"); });
    CHECK(two.sum() == 1);
}

TEST_CASE("MySQL: a connection the server closed for inactivity, or that became read-only, does not come back to the pool") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    const auto connection = [&] { return two.sql->query("SELECT CONNECTION_ID()").at(0).integer(0); };
    for (const int code : {1290, 1836, 4031}) {
        CAPTURE(code);
        const std::string refuse = "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = " + std::to_string(code);
        const auto is_gone = [&](const std::function<void()>& work) {
            const auto before = connection();
            try {
                work();
                FAIL_CHECK("must throw");
            } catch (const db::SqlError& error) {
                CHECK(error.code() == code);
                CHECK(error.kind() == db::SqlError::Kind::gone);
            }
            CHECK(connection() != before);
        };
        is_gone([&] { two.sql->execute(refuse); });
        is_gone([&] { two.sql->transaction([&](db::Transaction& transaction) { transaction.execute(refuse); }); });
    }
}

TEST_CASE("MySQL: what a cluster answers when another node was first is run again, and a node that left the cluster is gone") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    const auto refusal = [&](int code) {
        try {
            two.sql->query("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = " + std::to_string(code));
        } catch (const db::SqlError& error) {
            CHECK(error.code() == code);
            return error.kind();
        }
        return db::SqlError::Kind::other;
    };
    for (const int code : {1205, 1213, 3100, 3101, 8002, 8005, 8028, 9007}) CHECK(refusal(code) == db::SqlError::Kind::retry);
    CHECK(refusal(1047) == db::SqlError::Kind::gone);
    CHECK(refusal(1644) == db::SqlError::Kind::other);

    int runs = 0;
    two.sql->transaction([&](db::Transaction& transaction) {
        transaction.execute("UPDATE t SET n = n + 1 WHERE k = 'a'");
        if (++runs < 3) transaction.query("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 3101");
    });
    CHECK(runs == 3);
    CHECK(two.sum() == 1);
}

TEST_CASE("MySQL: work that fails on its own on a dead connection tells its own failure") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    struct Refused {};
    CHECK_THROWS_AS(two.sql->transaction([&](db::Transaction& transaction) {
        two.kill(transaction.query("SELECT CONNECTION_ID()").at(0).integer(0));
        throw Refused{};
    }),
                    Refused);
    CHECK(two.sql->query("SELECT 1").size() == 1);
}

TEST_CASE("MySQL: a deadlock is solved by running one side again") {
    if (!OnMysql::available()) return;
    const Two two(OnMysql{}, 4);
    std::atomic<int> arrived = 0, runs = 0;
    const auto cross = [&](const char* first, const char* second) {
        bool met = false;
        two.sql->transaction([&](db::Transaction& transaction) {
            ++runs;
            transaction.execute("UPDATE t SET n = n + 1 WHERE k = ?", {first});
            if (!met) {
                met = true;
                ++arrived;
                for (int i = 0; i < 200 && arrived < 2; ++i) std::this_thread::sleep_for(milliseconds(5));
            }
            transaction.execute("UPDATE t SET n = n + 1 WHERE k = ?", {second});
        });
    };
    std::thread other([&] { cross("b", "a"); });
    cross("a", "b");
    other.join();
    CHECK(two.sum() == 4);
    CHECK(runs >= 3);
}

TEST_CASE("MySQL: a locked row is waited for a bounded time, as a retry and not as a dead connection") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    two.other->transaction([&](db::Transaction& holder) {
        holder.execute("UPDATE t SET n = n + 1 WHERE k = 'a'");
        std::thread([&] {
            const auto start = steady_clock::now();
            int runs = 0;
            try {
                two.sql->transaction([&](db::Transaction& transaction) {
                    ++runs;
                    transaction.execute("UPDATE t SET n = n + 1 WHERE k = 'a'");
                });
                FAIL_CHECK("must throw");
            } catch (const db::SqlError& error) {
                CHECK(error.code() == 1205);
            }
            MESSAGE("gave up after " << since(start).count() << " ms and " << runs << " runs");
            CHECK(since(start) < milliseconds(3600));
        }).join();
    });
    CHECK(two.sum() == 1);
}

TEST_CASE("MySQL: a server that does not answer costs the timeout, no more") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    const auto start = steady_clock::now();
    try {
        two.sql->transaction([](db::Transaction& transaction) { transaction.query("SELECT SLEEP(20)"); });
        FAIL("must throw");
    } catch (const db::SqlError& error) {
        CHECK(error.kind() == db::SqlError::Kind::gone);
    }
    CHECK(since(start) < milliseconds(3500));
    // Such a silence is taken for that of the whole server, until a ping finds it speaking.
    CHECK_THROWS_AS(two.sql->query("SELECT 1"), db::SqlError);
    std::this_thread::sleep_for(milliseconds(50));
    two.sql->ping();
    CHECK(two.sql->query("SELECT 1").size() == 1);
}

TEST_CASE("MySQL: a server that is not there is an error at once") {
    if (!OnMysql::available()) return;
    const auto sql = db::open_sql("mysql://root@/x?socket=/nonexistent/my.sock");
    const auto start = steady_clock::now();
    CHECK_THROWS_AS(sql->ping(), db::SqlError);
    CHECK_THROWS_AS(sql->execute("DELETE FROM t"), db::SqlError);
    CHECK_THROWS_AS(sql->transaction([](db::Transaction&) {}), db::SqlError);
    CHECK(since(start) < milliseconds(1000));
}

TEST_CASE("MySQL: the session is as the code expects") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    const db::Row row =
        two.sql
            ->query("SELECT @@session.autocommit, @@session.innodb_lock_wait_timeout, @@session.sql_mode, @@session.character_set_client")
            .at(0);
    CHECK(row.integer(0) == 1);
    CHECK(row.integer(1) <= 2);
    CHECK(row.text(2).find("STRICT_ALL_TABLES") != std::string::npos);
    CHECK(row.text(3) == "utf8mb4");
    // Another connection's commit is seen in the middle of a transaction: READ COMMITTED.
    two.sql->transaction([&](db::Transaction& transaction) {
        CHECK(transaction.query("SELECT n FROM t WHERE k = 'a'").at(0).integer(0) == 0);
        two.other->execute("UPDATE t SET n = 7 WHERE k = 'a'");
        CHECK(transaction.query("SELECT n FROM t WHERE k = 'a'").at(0).integer(0) == 7);
    });
}

TEST_CASE("MySQL: text that does not fit is refused without quoting it") {
    if (!OnMysql::available()) return;
    const Two two{OnMysql{}};
    try {
        two.sql->execute("INSERT INTO t (k, n) VALUES (?, 0)", {std::string(100, 'y')});
        FAIL("must throw");
    } catch (const db::SqlError& error) {
        CHECK(error.code() == 1406);
        CHECK(std::string(error.what()).find("yyy") == std::string::npos);
    }
    CHECK_THROWS_AS(two.sql->execute("INSERT INTO t (k, n) VALUES (?, 0)", {"bad \xff utf8"}), db::SqlError);
}

TEST_CASE("SQLite: a writer of another process is waited for a bounded time") {
    const auto database = OnSqlite::make();
    db::SqlOptions options;
    options.timeout = milliseconds(300);
    const auto sql = database->open(options), other = database->open(options);
    db::migrate(*sql, {{1, "t", {make_table}}});
    sql->execute("INSERT INTO t (k, n) VALUES ('a', 0)");
    other->transaction([&](db::Transaction& holder) {
        holder.execute("UPDATE t SET n = 1 WHERE k = 'a'");
        std::thread([&] {
            const auto start = steady_clock::now();
            CHECK_THROWS_AS(sql->execute("UPDATE t SET n = 2 WHERE k = 'a'"), db::SqlError);
            CHECK(since(start) < milliseconds(2500));
            // Readers do not wait for writers.
            CHECK(sql->query("SELECT n FROM t").at(0).integer(0) == 0);
        }).join();
    });
    CHECK(sql->query("SELECT n FROM t").at(0).integer(0) == 1);
}
