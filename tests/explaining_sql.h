// A database that tells which statements would read a whole table, or sort one.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tests/watching_sql.h"

/// Asks SQLite how it would go about each statement before it is run. Any number of threads; `inner` must outlive it.
class ExplainingSql : public WatchingSql {
  public:
    explicit ExplainingSql(db::Sql& inner)
        : WatchingSql(inner, [this](const Ask& ask, std::string_view sql, const db::Values& values) { explain(ask, sql, values); }) {}

    /// What would read or sort a table that grows: "SCAN alarms" and the statement. Taken away.
    std::set<std::string> slow() {
        const std::lock_guard lock(mutex_);
        return std::exchange(slow_, {});
    }
    int statements() {
        const std::lock_guard lock(mutex_);
        return statements_;
    }

  private:
    void explain(const Ask& ask, std::string_view sql, const db::Values& values) {
        const db::Rows plan = ask("EXPLAIN QUERY PLAN " + std::string(sql), values);
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

    std::mutex mutex_;  // guards what follows
    std::set<std::string> slow_;
    int statements_ = 0;
};
