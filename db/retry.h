// Runs a transaction again when the engine gave it up.
#pragma once

#include <functional>

#include <optional>

#include "db/sql.h"

namespace db {

// Runs the attempt; on SqlError::Kind::retry again, at most 3 times more, after a random pause
// that may double each time; never later than 2 seconds after the first start.
void with_retries(const std::function<void()>& attempt);

// One attempt at a transaction: after any failure but a duplicate key it takes no more statements. MySQL has by then rolled back on its
// own (1213) and would commit each further statement by itself, should the work swallow the error and go on.
class Attempt : public Transaction {
  public:
    explicit Attempt(Transaction& inner) : inner_(inner) {}
    Rows query(std::string_view sql, const Values& values) override;
    std::int64_t execute(std::string_view sql, const Values& values) override;
    // Before the commit: throws the failure the work swallowed.
    void check() const;

  private:
    template <typename Work>
    auto guarded(const Work& work) -> decltype(work());

    Transaction& inner_;
    std::optional<SqlError> failure_;
};

// Says that the thread is inside a transaction of this database until destroyed. Throws std::logic_error when it already is: the
// inner one would wait for the outer for ever, or see none of its changes.
class NotNested {
  public:
    explicit NotNested(const Sql& sql);
    ~NotNested();
    NotNested(const NotNested&) = delete;
    NotNested& operator=(const NotNested&) = delete;
};

}  // namespace db
