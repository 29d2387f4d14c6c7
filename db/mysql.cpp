#include "db/mysql.h"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/parameter_metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_driver.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "db/failpoint.h"
#include "db/pool.h"
#include "db/retry.h"
#include "wechat/bytes.h"

namespace db {
namespace {

using std::chrono::milliseconds;

SqlError::Kind kind_of(int code) {
    switch (code) {
        case 1062:  // duplicate entry
            return SqlError::Kind::duplicate;
        case 1205:  // lock wait timeout
        case 1213:  // deadlock
        case 3100:  // a plugin refused the commit (Group Replication)
        case 3101:  // rolled back at the commit: another node was first
        case 8002:  // TiDB: a write conflict of SELECT … FOR UPDATE
        case 8005:  // TiDB: a write conflict
        case 8028:  // TiDB: the schema changed meanwhile
        case 9007:  // TiDB: a write conflict
            return SqlError::Kind::retry;
        case 1047:  // Galera: the node is not part of the cluster
        case 1053:  // server shutdown
        case 1290:  // read-only: no longer the primary
        case 1836:  // read-only mode
        case 1927:  // connection killed (MariaDB)
        case 2002:  // refused
        case 2003:  // refused (TCP)
        case 2006:  // gone away
        case 2013:  // lost during the query
        case 2030:  // the prepared statement died with its connection
        case 2055:  // lost
        case 4031:  // closed for inactivity (MySQL 8)
            return SqlError::Kind::gone;
        default:
            return SqlError::Kind::other;
    }
}

// The server's text of 1062 and of conversion errors (1366, 1406, 1292) quotes values, which may be personal.
std::string cause_of(const sql::SQLException& error) {
    switch (error.getErrorCode()) {
        case 1062:
            return "duplicate key";
        case 1264:
            return "a number is out of range";
        case 1292:
        case 1366:
            return "a value does not fit its column";
        case 1406:
            return "a value is too long for its column";
        default:
            return error.what();
    }
}

SqlError translate(const sql::SQLException& error, std::string_view sql) {
    const int code = error.getErrorCode();
    std::string text(sql.substr(0, 300));
    return {kind_of(code), code, "mysql " + std::to_string(code) + ": " + cause_of(error) + (text.empty() ? "" : " in: " + text)};
}

class Connection : public Transaction {
  public:
    Connection(const MysqlAddress& address, milliseconds timeout, std::chrono::seconds read_timeout) {
        const int seconds = std::max(1, static_cast<int>((timeout.count() + 999) / 1000));
        sql::ConnectOptionsMap options;
        options["hostName"] = sql::SQLString(address.socket.empty() ? "tcp://" + address.host + ":" + std::to_string(address.port)
                                                                    : "unix://" + address.socket);
        options["userName"] = sql::SQLString(address.user);
        options["password"] = sql::SQLString(address.password);
        options["schema"] = sql::SQLString(address.database);
        options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
        options["OPT_CONNECT_TIMEOUT"] = seconds;
        options["OPT_READ_TIMEOUT"] = static_cast<int>(read_timeout.count());
        options["OPT_WRITE_TIMEOUT"] = seconds;
        options["OPT_RECONNECT"] = false;     // it would silently lose the transaction
        options["CLIENT_FOUND_ROWS"] = true;  // rows matched, as SQLite counts
        try {
            connection_.reset(sql::mysql::get_driver_instance()->connect(options));
            // A lock wait must end before the read does, or a busy row would look like a dead connection.
            const int lock_wait = std::max(1, seconds - 1);
            run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT', innodb_lock_wait_timeout = " +
                std::to_string(lock_wait));
            run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        } catch (const sql::SQLException& error) {
            throw translate(error, "");
        }
    }

    // A statement without parameters or result, not prepared.
    void run(const std::string& sql) {
        try {
            const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
            statement->execute(sql);
        } catch (const sql::SQLException& error) {
            throw translate(error, sql);
        }
    }

    Rows query(std::string_view sql, const Values& values) override {
        return guarded(sql, [&] {
            sql::PreparedStatement& statement = prepare(sql, values);
            const std::unique_ptr<sql::ResultSet> result(statement.executeQuery());
            return rows_of(*result);
        });
    }

    std::int64_t execute(std::string_view sql, const Values& values) override {
        return guarded(sql, [&] { return static_cast<std::int64_t>(prepare(sql, values).executeUpdate()); });
    }

  private:
    template <typename Work>
    auto guarded(std::string_view sql, const Work& work) -> decltype(work()) {
        try {
            return work();
        } catch (const sql::SQLException& error) {
            throw translate(error, sql);
        }
    }

    sql::PreparedStatement& prepare(std::string_view sql, const Values& values) {
        auto found = statements_.find(sql);
        if (found == statements_.end()) {
            constexpr std::size_t most_statements = 256;
            if (statements_.size() >= most_statements) statements_.clear();
            std::unique_ptr<sql::PreparedStatement> made(connection_->prepareStatement(sql::SQLString(sql.data(), sql.size())));
            found = statements_.emplace(std::string(sql), std::move(made)).first;
        }
        sql::PreparedStatement& statement = *found->second;
        if (statement.getParameterMetaData()->getParameterCount() != static_cast<int>(values.size())) {
            // The connector would run it with the values of its last use.
            throw SqlError(SqlError::Kind::other, 0, "mysql: wrong number of values for: " + std::string(sql));
        }
        for (unsigned index = 1; const Value& value : values) {
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                statement.setInt64(index, *number);
            } else if (const auto* text = std::get_if<std::string>(&value)) {
                statement.setString(index, sql::SQLString(*text));
            } else {
                statement.setNull(index, sql::DataType::SQLNULL);
            }
            ++index;
        }
        return statement;
    }

    static Rows rows_of(sql::ResultSet& result) {
        Rows rows;
        sql::ResultSetMetaData* shape = result.getMetaData();
        const unsigned count = shape->getColumnCount();
        std::vector<bool> whole(count);
        for (unsigned column = 1; column <= count; ++column) {
            switch (shape->getColumnType(column)) {
                case sql::DataType::TINYINT:
                case sql::DataType::SMALLINT:
                case sql::DataType::MEDIUMINT:
                case sql::DataType::INTEGER:
                case sql::DataType::BIGINT:
                    whole[column - 1] = true;
                    break;
                default:
                    break;
            }
        }
        while (result.next()) {
            Values columns;
            columns.reserve(count);
            for (unsigned column = 1; column <= count; ++column) {
                if (result.isNull(column)) {
                    columns.emplace_back(nullptr);
                } else if (whole[column - 1]) {
                    columns.emplace_back(static_cast<std::int64_t>(result.getInt64(column)));
                } else {
                    columns.emplace_back(result.getString(column).asStdString());
                }
            }
            rows.emplace_back(std::move(columns));
        }
        return rows;
    }

    // The statements go before their connection.
    std::unique_ptr<sql::Connection> connection_;
    std::map<std::string, std::unique_ptr<sql::PreparedStatement>, std::less<>> statements_;
};

/// One process of all nodes at a time, from construction to destruction: a row that is held until a moment, and renewed by a living holder.
/// GET_LOCK is of one node, and refused by some clusters. Throws SqlError when another holds it for a minute. Machines' clocks may differ
/// by less than its life.
class ExclusiveLock {
  public:
    explicit ExclusiveLock(std::unique_ptr<Connection> connection) : connection_(std::move(connection)), owner_(wechat::random_hex(16)) {
        connection_->execute(
            "CREATE TABLE IF NOT EXISTS exclusive_lock (one BIGINT NOT NULL PRIMARY KEY, owner VARCHAR(32) NOT NULL, "
            "held_until BIGINT NOT NULL) ENGINE=InnoDB",
            {});
        connection_->insert_once("INSERT INTO exclusive_lock (one, owner, held_until) VALUES (1, '', 0)");
        for (const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1); !take();) {
            if (std::chrono::steady_clock::now() > until)
                throw SqlError(SqlError::Kind::other, 0, "mysql: another process held the migration lock for a minute");
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        keeper_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
    }
    ~ExclusiveLock() {
        keeper_.request_stop();
        wake_.notify_all();
        keeper_.join();
        hold("owner = ?", {std::int64_t{0}, std::string(), owner_});
    }
    ExclusiveLock(const ExclusiveLock&) = delete;
    ExclusiveLock& operator=(const ExclusiveLock&) = delete;

  private:
    static constexpr std::int64_t life = 30;  // seconds

    static std::int64_t now() { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); }
    bool take() { return hold("held_until < ?", {now() + life, owner_, now()}); }
    /// Lost rather than fatal: whoever lost it is found by the work's own statements.
    bool hold(const std::string& condition, const Values& values) {
        try {
            return connection_->execute("UPDATE exclusive_lock SET held_until = ?, owner = ? WHERE one = 1 AND " + condition, values) == 1;
        } catch (const SqlError&) {
            return false;
        }
    }
    void keep(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, stop, std::chrono::seconds(life / 3), [] { return false; }) && !stop.stop_requested())
            hold("owner = ?", {now() + life, owner_, owner_});
    }

    std::unique_ptr<Connection> connection_;
    const std::string owner_;
    std::mutex mutex_;  // of the wait
    std::condition_variable_any wake_;
    std::jthread keeper_;
};

class Mysql : public Sql {
  public:
    Mysql(const MysqlAddress& address, const SqlOptions& options)
        : address_(address), timeout_(options.timeout), pool_(options.connections, options.borrow, [this] { return connect(); }) {}

    void transaction(const std::function<void(Transaction&)>& work) override {
        const NotNested guard(*this);
        with_retries([&] {
            const auto lease = borrow();
            dropping(*lease, [&] { begin(*lease); });
            commit(*lease, work);
        });
    }

    Rows query(std::string_view sql, const Values& values) override {
        Rows rows;
        with_retries([&] {
            const auto lease = borrow();
            dropping(*lease, [&] { on_live(*lease, [&] { rows = (*lease)->query(sql, values); }); });
        });
        return rows;
    }

    std::int64_t execute(std::string_view sql, const Values& values) override {
        const NotNested guard(*this);
        std::int64_t count = 0;
        with_retries([&] {
            const auto lease = borrow();
            failpoint("mysql.execute: before");
            dropping(*lease, [&] {
                // A write may not be repeated once it was sent, so the connection is tried first: 60 µs beside the commit's 500.
                if (lease->idle() != Idle::zero()) on_live(*lease, [&] { (*lease)->run("DO 0"); });
                count = (*lease)->execute(sql, values);
            });
            failpoint("mysql.execute: committed");
        });
        return count;
    }

    void ping() override {
        const auto lease = borrow(Breaker::Caller::ping);
        dropping(*lease, [&] { on_live(*lease, [&] { (*lease)->query("SELECT 1", {}); }); });
    }
    Engine engine() const override { return Engine::mysql; }

    void exclusive(const std::function<void(Transaction&)>& work) override {
        const NotNested guard(*this);
        // A connection of its own: DDL on a large table outlasts the pool's read timeout.
        Connection connection(address_, timeout_, std::chrono::minutes(30));
        const ExclusiveLock lock(connect());
        work(connection);
    }

  private:
    using Lease = Pool<Connection>::Lease;
    using Idle = Pool<Connection>::Clock::duration;

    std::unique_ptr<Connection> connect() const {
        return std::make_unique<Connection>(address_, timeout_,
                                            std::chrono::seconds(std::max<std::int64_t>(1, (timeout_.count() + 999) / 1000)));
    }

    std::unique_ptr<Lease> borrow(Breaker::Caller caller = Breaker::Caller::work) {
        auto lease = pool_.borrow(caller);
        if (lease == nullptr) throw SqlError(SqlError::Kind::gone, 0, std::string("mysql: ") + pool_.refusal());
        return lease;
    }

    // A connection with a broken wire or an unknown transaction must not come back to the pool.
    template <typename Work>
    static void dropping(Lease& lease, const Work& work) {
        try {
            work();
        } catch (const SqlError& error) {
            if (error.kind() == SqlError::Kind::gone) lease.drop();
            throw;
        }
    }

    // Nothing of the work has been sent yet.
    void begin(Lease& lease) const {
        on_live(lease, [&] { lease->run("START TRANSACTION"); });
    }

    // What can be repeated: a connection that had died while it lay idle is noticed at once, and replaced by a fresh one. A server that was
    // silent until the timeout would be silent again.
    template <typename Work>
    void on_live(Lease& lease, const Work& work) const {
        const bool fresh = lease.idle() == Idle::zero();
        const auto began = Breaker::Clock::now();
        try {
            return work();
        } catch (const SqlError& error) {
            if (error.kind() != SqlError::Kind::gone || fresh || Breaker::Clock::now() - began > timeout_ / 2) throw;
        }
        lease.renew();
        work();
    }

    static void commit(Lease& lease, const std::function<void(Transaction&)>& work) {
        try {
            Attempt attempt(*lease);
            work(attempt);
            attempt.check();
            failpoint("mysql.transaction: before the commit");
            lease->run("COMMIT");
            failpoint("mysql.transaction: committed");
        } catch (const SqlError& error) {
            // A server that became read-only would still roll back, and refuse the next write too.
            error.kind() == SqlError::Kind::gone ? lease.drop() : roll_back(lease);
            throw;
        } catch (...) {
            roll_back(lease);
            throw;
        }
    }

    // The connection is lent again only when it is surely out of the transaction; the first failure is the one to tell.
    static void roll_back(Lease& lease) {
        try {
            lease->run("ROLLBACK");
        } catch (const SqlError&) {
            lease.drop();
        }
    }

    const MysqlAddress address_;
    const milliseconds timeout_;
    Pool<Connection> pool_;
};

}  // namespace

std::unique_ptr<Sql> open_mysql(const MysqlAddress& address, const SqlOptions& options) {
    sql::mysql::get_driver_instance();  // from two threads at once it would crash
    return std::make_unique<Mysql>(address, options);
}

}  // namespace db
