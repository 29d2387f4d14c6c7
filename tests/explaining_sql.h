// A database that tells which statements would read a whole table, or sort one.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tests/watching_sql.h"

/// Asks the engine how it would go about each statement before it is run. Any number of threads; what it is given must outlive it.
class ExplainingSql : public WatchingSql {
  public:
    /// many: for MySQL, whose planner goes by what it finds, a database of the same tables with many rows in each (db_tests::many_rows).
    explicit ExplainingSql(db::Sql& inner, db::Sql* many = nullptr)
        : WatchingSql(inner, [this](const Ask& ask, std::string_view sql, const db::Values& values) { explain(ask, sql, values); }),
          many_(many) {}

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
        {
            const std::lock_guard lock(mutex_);
            ++statements_;
            if (many_ != nullptr && (sql.starts_with("INSERT ") || !planned_.emplace(sql).second)) return;
        }
        const std::string statement(sql);
        many_ == nullptr ? judge_sqlite(ask("EXPLAIN QUERY PLAN " + statement, values), statement)
                         : judge_mysql(many_->query("EXPLAIN " + statement, values), statement);
    }

    void judge_sqlite(const db::Rows& plan, const std::string& sql) {
        // What is found by equality alone belongs to one person, record or name; a range may hold any number.
        bool has_range = false;
        for (const db::Row& row : plan) has_range |= row.text(3).find_first_of("<>") != std::string::npos;
        for (const db::Row& row : plan) {
            const std::string step = row.text(3);
            const bool is_scan = step.starts_with("SCAN ") && !step.ends_with("CONSTANT ROW") && !step.ends_with(" one");
            // Of the right part only rows of one moment are sorted.
            const bool is_sort = has_range && step.find("TEMP B-TREE") != std::string::npos && step.find("RIGHT PART") == std::string::npos;
            judge(is_scan, is_sort, step, sql);
        }
    }

    // id, select_type, table, type, possible_keys, key, key_len, ref, rows, Extra. No type: decided without reading a table.
    void judge_mysql(const db::Rows& plan, const std::string& sql) {
        for (const db::Row& row : plan) {
            const std::string type = row.optional_text(3).value_or("");
            if (type.empty() || row.text(2).starts_with("<")) continue;  // <derived2>: what another row of the plan has read
            const std::string extra = row.optional_text(9).value_or("");
            // A list of one person's names is a range as well, of a row or two.
            const bool is_sort = type == "range" && extra.find("Using filesort") != std::string::npos && row.integer(8) > most_of_one;
            judge(type == "ALL" || type == "index", is_sort,
                  type + " " + row.text(2) + " (" + row.optional_text(5).value_or("no key") + ", " + row.text(8) + " rows, " + extra + ")",
                  sql);
        }
    }

    void judge(bool is_scan, bool is_sort, const std::string& step, const std::string& sql) {
        // Four messages a month go to everybody; a data set has a load or two.
        const bool grows = step.find("broadcasts") == std::string::npos && step.find("data_loads") == std::string::npos;
        // Of overdue records those that are due are sorted, not the table.
        const bool is_overdue = sql.find("again_at <= ?") != std::string::npos;
        const std::lock_guard lock(mutex_);
        if (grows && (is_scan || (is_sort && !is_overdue))) slow_.insert(step + ": " + sql);
    }

    static constexpr std::int64_t most_of_one = 50;  // rows of one person or record; of those that are due there are more

    db::Sql* const many_;
    std::mutex mutex_;  // guards what follows
    std::set<std::string> slow_;
    std::set<std::string> planned_;  // MySQL's plan is of the statement, once
    int statements_ = 0;
};
