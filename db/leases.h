// Rows that wait to be done: one that is due is handed to one worker until a moment, given back for later, or finished.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/sql.h"

namespace db {

/// One row in the hands of one worker. Times are unix seconds.
struct Lease {
    std::string id;
    std::string token = {};     // random
    std::int64_t attempts = 0;  // this one counted
    bool ran_out = false;       // the worker before never said what came of it: it may be done
};

/// The rows of a table with the columns id, lease, attempts and one that says when a row is due. A lease is a due time in the future: who
/// takes a row makes it due again for when the lease is over, and so a worker that dies needs nobody to notice. What is finished is due
/// never, NULL. Any number of threads and processes. All throw SqlError.
struct Leases {
    std::string table;
    std::string due = "due_at";
    std::string when_taken = {};  // of a row that is taken, also set: "bytes = 0"; sees the row as it was

    /// Which rows, what is read of them, until when they are the caller's.
    struct Wanted {
        std::string columns = {};  // "kind, body"
        std::int64_t now = 0, until = 0;
        int limit = 0;
        std::string where = {};                                                  // of the due ones, e.g. "service = ?"
        Values values = {};                                                      // of where
        std::function<void(Transaction&, const std::string& id)> together = {};  // done in one transaction with the taking
    };
    struct Taken {
        Lease lease;
        Row row;  // the columns that were asked for, as they were before
    };
    /// Those that are due and nobody was quicker to take, the longest due first.
    std::vector<Taken> take(Sql& sql, const Wanted& wanted) const;

    /// What these change is changed only under the lease. False when it was lost meanwhile: the row is somebody else's, or done.
    /// Statements: Sql, or the caller's Transaction. set, e.g. "why = ?", with its values.
    template <class Statements>
    bool change(Statements& statements, const Lease& lease, const std::string& set, Values values) const {
        values.insert(values.end(), {lease.id, lease.token});
        return statements.execute("UPDATE " + table + " SET " + set + " WHERE id = ? AND lease = ? AND " + due + " IS NOT NULL", values) ==
               1;
    }
    /// Given back: due again at `at`.
    template <class Statements>
    bool again(Statements& statements, const Lease& lease, std::int64_t at, const std::string& set = "", Values values = {}) const {
        values.insert(values.begin(), at);
        return change(statements, lease, due + " = ?, lease = ''" + (set.empty() ? "" : ", " + set), std::move(values));
    }
    template <class Statements>
    bool finish(Statements& statements, const Lease& lease, const std::string& set, Values values) const {
        return change(statements, lease, due + " = NULL, " + set, std::move(values));
    }
};

}  // namespace db
