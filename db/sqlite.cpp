#include "db/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <map>

#include "db/failpoint.h"
#include "db/pool.h"
#include "db/retry.h"

namespace db {
namespace {

using std::chrono::milliseconds;

SqlError::Kind kind_of(int extended) {
    if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) return SqlError::Kind::duplicate;
    const int primary = extended & 0xff;
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return SqlError::Kind::retry;
    return SqlError::Kind::other;
}

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

// A statement in use; ready for its next use afterwards, whatever happened.
class Running {
  public:
    explicit Running(sqlite3_stmt* statement) : statement_(statement) {}
    ~Running() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

  private:
    sqlite3_stmt* statement_;
};

class Connection : public Transaction {
  public:
    Connection(const std::string& path, milliseconds timeout) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
        const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
        if (code != SQLITE_OK) {
            const std::string cause = handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory";
            sqlite3_close(handle_);
            throw SqlError(SqlError::Kind::other, code, "sqlite cannot open " + path + ": " + cause);
        }
        try {
            patience(timeout);
            // Two processes that open a new file at once: SQLite answers busy here without waiting.
            with_retries([this] { run("PRAGMA journal_mode=WAL"); });
            run("PRAGMA synchronous=FULL");
            run("PRAGMA foreign_keys=ON");
        } catch (...) {
            sqlite3_close(handle_);
            throw;
        }
    }
    ~Connection() override {
        statements_.clear();
        sqlite3_close(handle_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void patience(milliseconds timeout) { sqlite3_busy_timeout(handle_, static_cast<int>(timeout.count())); }

    void run(const char* sql) {
        if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code, sql);
    }

    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

    Rows query(std::string_view sql, const Values& values) override {
        Rows rows;
        step(sql, values, &rows);
        return rows;
    }

    std::int64_t execute(std::string_view sql, const Values& values) override {
        const std::int64_t before = sqlite3_total_changes64(handle_);
        step(sql, values, nullptr);
        return sqlite3_total_changes64(handle_) - before;
    }

  private:
    [[noreturn]] void fail(int code, std::string_view sql) const {
        throw SqlError(kind_of(code), code, std::string("sqlite: ") + sqlite3_errmsg(handle_) + " in: " + std::string(sql));
    }

    sqlite3_stmt* prepare(std::string_view sql) {
        if (const auto found = statements_.find(sql); found != statements_.end()) return found->second.get();
        constexpr std::size_t most_statements = 256;
        if (statements_.size() >= most_statements) statements_.clear();
        sqlite3_stmt* statement = nullptr;
        const char* tail = nullptr;
        const int code =
            sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, &tail);
        if (code != SQLITE_OK) fail(code, sql);
        Statement owned(statement);
        if (statement == nullptr || tail != sql.data() + sql.size()) {
            throw SqlError(SqlError::Kind::other, SQLITE_MISUSE, "sqlite: not exactly one statement: " + std::string(sql));
        }
        return statements_.emplace(std::string(sql), std::move(owned)).first->second.get();
    }

    void bind(sqlite3_stmt* statement, const Values& values, std::string_view sql) {
        if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size())) {
            throw SqlError(SqlError::Kind::other, SQLITE_RANGE, "sqlite: wrong number of values for: " + std::string(sql));
        }
        for (int index = 1; const Value& value : values) {
            int code = SQLITE_OK;
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                code = sqlite3_bind_int64(statement, index, *number);
            } else if (const auto* text = std::get_if<std::string>(&value)) {
                code = sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
            } else {
                code = sqlite3_bind_null(statement, index);
            }
            if (code != SQLITE_OK) fail(code, sql);
            ++index;
        }
    }

    void step(std::string_view sql, const Values& values, Rows* rows) {
        sqlite3_stmt* statement = prepare(sql);
        const Running running(statement);
        bind(statement, values, sql);
        for (;;) {
            const int code = sqlite3_step(statement);
            if (code == SQLITE_DONE) return;
            if (code != SQLITE_ROW) fail(code, sql);
            if (rows == nullptr) continue;
            Values columns;
            const int count = sqlite3_column_count(statement);
            columns.reserve(static_cast<std::size_t>(count));
            for (int column = 0; column < count; ++column) columns.push_back(value_of(statement, column));
            rows->emplace_back(std::move(columns));
        }
    }

    static Value value_of(sqlite3_stmt* statement, int column) {
        switch (sqlite3_column_type(statement, column)) {
            case SQLITE_NULL:
                return nullptr;
            case SQLITE_INTEGER:
                return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
            default: {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
                return std::string(text == nullptr ? "" : text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
            }
        }
    }

    sqlite3* handle_ = nullptr;
    std::map<std::string, Statement, std::less<>> statements_;
};

class Sqlite : public Sql {
  public:
    Sqlite(const std::string& path, const SqlOptions& options)
        : path_(path),
          timeout_(options.timeout),
          readers_(options.connections, options.borrow, [this] { return connect(); }),
          writer_(1, options.timeout, [this] { return connect(); }) {
        ping();
    }

    void transaction(const std::function<void(Transaction&)>& work) override {
        const NotNested guard(*this);
        with_retries([&] {
            const auto lease = borrow(writer_);
            try {
                commit(**lease, work);
            } catch (...) {
                if ((*lease)->in_transaction()) lease->drop();
                throw;
            }
        });
    }

    Rows query(std::string_view sql, const Values& values) override {
        Rows rows;
        with_retries([&] { rows = (*borrow(readers_))->query(sql, values); });
        return rows;
    }

    std::int64_t execute(std::string_view sql, const Values& values) override {
        const NotNested guard(*this);
        std::int64_t count = 0;
        failpoint("sqlite.execute: before");
        with_retries([&] { count = (*borrow(writer_))->execute(sql, values); });
        failpoint("sqlite.execute: committed");
        return count;
    }

    void ping() override { query("SELECT 1", {}); }
    Engine engine() const override { return Engine::sqlite; }

    void exclusive(const std::function<void(Transaction&)>& work) override {
        const NotNested guard(*this);
        Connection connection(path_, std::chrono::minutes(1));
        commit(connection, work);
    }

  private:
    std::unique_ptr<Connection> connect() const { return std::make_unique<Connection>(path_, timeout_); }

    static std::unique_ptr<Pool<Connection>::Lease> borrow(Pool<Connection>& pool) {
        auto lease = pool.borrow();
        if (lease == nullptr) throw SqlError(SqlError::Kind::other, 0, "sqlite: no connection became free in time");
        return lease;
    }

    static void commit(Connection& connection, const std::function<void(Transaction&)>& work) {
        connection.run("BEGIN IMMEDIATE");
        try {
            Attempt attempt(connection);
            work(attempt);
            attempt.check();
            failpoint("sqlite.transaction: before the commit");
            connection.run("COMMIT");
            failpoint("sqlite.transaction: committed");
        } catch (...) {
            // Some failures (disk full, I/O) have already rolled back; a failing ROLLBACK leaves a connection that is dropped.
            try {
                if (connection.in_transaction()) connection.run("ROLLBACK");
            } catch (const SqlError&) {  // the first failure is the one to tell
            }
            throw;
        }
    }

    const std::string path_;
    const milliseconds timeout_;
    Pool<Connection> readers_;
    // Writers of this process queue for the one connection instead of polling SQLite's lock, which still guards against other processes.
    Pool<Connection> writer_;
};

}  // namespace

std::unique_ptr<Sql> open_sqlite(const std::string& path, const SqlOptions& options) {
    // SQLite would make the file readable by all that umask lets.
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
    return std::make_unique<Sqlite>(path, options);
}

}  // namespace db
