// The SQL seam: transactions and typed parameters over SQLite or MySQL, with the same meaning on both.
//
// SQL text is written once, in what both engines share: `?` parameters, ids and times made in C++, VARCHAR(n) keys; no
// auto-increment, NOW(), FOR UPDATE or upsert. A row is locked by updating it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace db {

// NULL, a whole number, or UTF-8 text without NUL. Binary and encrypted values are stored as base64 text.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;
using Values = std::vector<Value>;

// An optional text as a Value: absent is NULL.
Value nullable(const std::optional<std::string>& text);

// One row of a result, owned by the caller; columns count from 0.
class Row {
  public:
    explicit Row(Values columns) : columns_(std::move(columns)) {}

    std::size_t size() const { return columns_.size(); }
    // Throws std::out_of_range past the last column, as all accessors do.
    bool is_null(std::size_t column) const;
    // The column as a number. Throws std::logic_error when it is NULL or text that is no number.
    std::int64_t integer(std::size_t column) const;
    // The column as text; a number is written in decimal. Throws std::logic_error when it is NULL.
    std::string text(std::size_t column) const;
    // Absent for NULL.
    std::optional<std::int64_t> optional_integer(std::size_t column) const;
    std::optional<std::string> optional_text(std::size_t column) const;

  private:
    Values columns_;
};
using Rows = std::vector<Row>;

// A failure of the engine or of the way to it. what() names the statement's text and the cause, never a parameter's value.
class SqlError : public std::runtime_error {
  public:
    // duplicate: a unique key refused the row. retry: the engine gave up a transaction that may succeed when run again
    // (MySQL 1205, 1213; SQLite busy). gone: the connection is dead. other: everything else.
    enum class Kind { duplicate, retry, gone, other };

    SqlError(Kind kind, int code, const std::string& message) : std::runtime_error(message), kind_(kind), code_(code) {}

    Kind kind() const { return kind_; }
    // The engine's own number: MySQL's error code or SQLite's extended result code; 0 when the pool itself refused.
    int code() const { return code_; }

  private:
    Kind kind_;
    int code_;
};

// The statements of one transaction. Owned by Sql, valid only inside the work it was given to, for one thread.
// All throw SqlError.
class Transaction {
  public:
    virtual ~Transaction() = default;

    // The rows a SELECT finds; empty when none.
    virtual Rows query(std::string_view sql, const Values& values = {}) = 0;
    // The number of rows an UPDATE or DELETE matched (changed or not, the same on both engines), or an INSERT stored.
    virtual std::int64_t execute(std::string_view sql, const Values& values = {}) = 0;
    // Runs an INSERT: true when stored, false when a unique key already held it. The transaction goes on either way.
    bool insert_once(std::string_view sql, const Values& values = {});
};

// A pool of connections to one database. Safe for any number of threads.
class Sql {
  public:
    virtual ~Sql() = default;

    // Runs the work in one transaction (READ COMMITTED on MySQL, BEGIN IMMEDIATE on SQLite): commits when it returns, rolls
    // back and rethrows when it throws. The whole work is run again, at most 3 times and within 2 seconds, with jitter, when the engine
    // asks for it (deadlock, lock wait, busy) or when the connection turns out dead before its first statement, so the work must have no
    // effect beyond the transaction. Must not be nested.
    virtual void transaction(const std::function<void(Transaction&)>& work) = 0;
    // The same for work that may answer "roll back": false, and nothing is kept, when the work says false.
    bool commit_if(const std::function<bool(Transaction&)>& work);

    // One statement, committed at once, with the same meaning as in Transaction. query() is repeated on a fresh connection
    // when the old one is dead; execute() and insert_once() are not repeated after the statement may have been committed.
    virtual Rows query(std::string_view sql, const Values& values = {}) = 0;
    virtual std::int64_t execute(std::string_view sql, const Values& values = {}) = 0;
    bool insert_once(std::string_view sql, const Values& values = {});

    // Returns when the database answers; throws SqlError otherwise. For readiness checks.
    virtual void ping() = 0;

    // What migrations need to know; nothing else may ask.
    enum class Engine { sqlite, mysql };
    virtual Engine engine() const = 0;
    // Runs DDL work on one connection while no other process can be inside exclusive() of the same database; waits up to a
    // minute for it. On SQLite the work is one transaction; on MySQL each DDL statement commits by itself.
    virtual void exclusive(const std::function<void(Transaction&)>& work) = 0;
};

}  // namespace db
