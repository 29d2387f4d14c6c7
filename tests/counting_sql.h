// A database that counts the statements it is asked, for tests that hold a path to their number.
#pragma once

#include <atomic>
#include <functional>

#include "tests/watching_sql.h"

/// Any number of threads. `inner` must outlive it.
class CountingSql : public WatchingSql {
  public:
    explicit CountingSql(db::Sql& inner) : WatchingSql(inner, [this](const Ask&, std::string_view, const db::Values&) { ++statements_; }) {}

    int statements() const { return statements_; }
    /// With begin and end of each transaction.
    int round_trips() const { return statements_ + 2 * transactions_; }

    void transaction(const std::function<void(db::Transaction&)>& work) override {
        ++transactions_;
        WatchingSql::transaction(work);
    }

  private:
    std::atomic<int> statements_ = 0, transactions_ = 0;
};
