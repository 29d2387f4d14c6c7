// A database that tells which statements would read a whole table, or sort one.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "db/sql.h"

/// Asks SQLite how it would go about each statement before it is run. Any number of threads; `inner` must outlive it.
class ExplainingSql : public db::Sql {
  public:
    explicit ExplainingSql(db::Sql& inner) : inner_(inner) {}

    /// What would read or sort a table that grows: "SCAN alarms" and the statement. Taken away.
    std::set<std::string> slow() {
        const std::lock_guard lock(mutex_);
        return std::exchange(slow_, {});
    }
    int statements() {
        const std::lock_guard lock(mutex_);
        return statements_;
    }

    void transaction(const std::function<void(db::Transaction&)>& work) override {
        inner_.transaction([&](db::Transaction& inner) {
            Explaining transaction(*this, inner);
            work(transaction);
        });
    }
    void exclusive(const std::function<void(db::Transaction&)>& work) override { inner_.exclusive(work); }
    db::Rows query(std::string_view sql, const db::Values& values = {}) override {
        return explain(inner_, sql, values), inner_.query(sql, values);
    }
    std::int64_t execute(std::string_view sql, const db::Values& values = {}) override {
        return explain(inner_, sql, values), inner_.execute(sql, values);
    }
    void ping() override { inner_.ping(); }
    Engine engine() const override { return inner_.engine(); }

  private:
    struct Explaining : db::Transaction {
        Explaining(ExplainingSql& all, db::Transaction& inner) : all_(all), inner_(inner) {}
        db::Rows query(std::string_view sql, const db::Values& values) override {
            return all_.explain(inner_, sql, values), inner_.query(sql, values);
        }
        std::int64_t execute(std::string_view sql, const db::Values& values) override {
            return all_.explain(inner_, sql, values), inner_.execute(sql, values);
        }
        ExplainingSql& all_;
        db::Transaction& inner_;
    };

    template <class Asked>
    void explain(Asked& asked, std::string_view sql, const db::Values& values) {
        const db::Rows plan = asked.query("EXPLAIN QUERY PLAN " + std::string(sql), values);
        const std::lock_guard lock(mutex_);
        ++statements_;
        // What is found by equality alone belongs to one person, record or name; a range may hold any number.
        bool has_range = false;
        for (const db::Row& row : plan) has_range |= row.text(3).find_first_of("<>") != std::string::npos;
        for (const db::Row& row : plan) {
            const std::string step = row.text(3);
            const bool is_scan = step.starts_with("SCAN ") && !step.ends_with("CONSTANT ROW") && !step.ends_with(" one");
            // Of the right part only rows of one moment are sorted; of overdue records those that are due, not the table.
            const bool is_sort = has_range && step.find("TEMP B-TREE") != std::string::npos &&
                                 step.find("RIGHT PART") == std::string::npos && sql.find("again_at <= ?") == std::string_view::npos;
            // Four messages a month go to everybody; a data set has a load or two.
            const bool grows = step.find("broadcasts") == std::string::npos && step.find("data_loads") == std::string::npos;
            if ((is_scan || is_sort) && grows) slow_.insert(step + ": " + std::string(sql));
        }
    }

    db::Sql& inner_;
    std::mutex mutex_;  // guards what follows
    std::set<std::string> slow_;
    int statements_ = 0;
};
