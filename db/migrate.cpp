#include "db/migrate.h"

#include <chrono>
#include <cstdio>
#include <set>

namespace db {
namespace {

bool is_create_table(std::string_view statement) {
    const std::size_t start = statement.find_first_not_of(" \n\t");
    return start != std::string_view::npos && statement.substr(start).starts_with("CREATE TABLE");
}

// MySQL's plain utf8mb4_bin ignores trailing spaces in comparisons and unique keys; SQLite does not. Each server has one binary
// collation that counts them, under its own name.
std::string table_options(Transaction& transaction) {
    const Rows found = transaction.query(
        "SELECT COLLATION_NAME FROM information_schema.COLLATIONS WHERE COLLATION_NAME IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin')");
    if (found.empty())
        throw std::runtime_error(
            "this MySQL server has neither utf8mb4_nopad_bin nor utf8mb4_0900_bin: MariaDB 10.2 or MySQL 8.0.17 is needed");
    return " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=" + found.front().text(0);
}

// On MySQL the table or index of a statement may be there from an attempt that failed later in the step.
void run(Transaction& transaction, Sql::Engine engine, const std::string& statement) {
    if (engine == Sql::Engine::sqlite) {
        transaction.execute(statement);
        return;
    }
    try {
        transaction.execute(is_create_table(statement) ? statement + table_options(transaction) : statement);
    } catch (const SqlError& error) {
        constexpr int duplicate_column = 1060, duplicate_index = 1061;
        if (error.code() != duplicate_column && error.code() != duplicate_index) throw;
    }
}

constexpr const char* recorded_query = "SELECT number FROM schema_migrations";

std::set<std::int64_t> numbers(const Rows& rows) {
    std::set<std::int64_t> result;
    for (const Row& row : rows) result.insert(row.integer(0));
    return result;
}

std::string label(const Migration& step) {
    char number[16];
    std::snprintf(number, sizeof number, "%04d ", step.number);
    return number + step.name;
}

std::vector<const Migration*> missing(const std::set<std::int64_t>& recorded, const std::vector<Migration>& steps) {
    const std::int64_t newest = steps.empty() ? 0 : steps.back().number;
    if (!recorded.empty() && *recorded.rbegin() > newest) {
        throw std::runtime_error("the database has migration " + std::to_string(*recorded.rbegin()) + ", this program knows only " +
                                 std::to_string(newest) + ": it is older than the database");
    }
    std::vector<const Migration*> result;
    for (const Migration& step : steps) {
        if (!recorded.contains(step.number)) result.push_back(&step);
    }
    return result;
}

std::int64_t now() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// Runs and records the first missing step; false when there is none.
bool advance(Transaction& transaction, Sql::Engine engine, const std::vector<Migration>& steps) {
    run(transaction, engine,
        "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, "
        "applied_at BIGINT NOT NULL)");
    const auto todo = missing(numbers(transaction.query(recorded_query)), steps);
    if (todo.empty()) return false;
    const Migration& step = *todo.front();
    try {
        for (const std::string& statement : step.statements) run(transaction, engine, statement);
        transaction.execute("INSERT INTO schema_migrations (number, name, applied_at) VALUES (?, ?, ?)",
                            {static_cast<std::int64_t>(step.number), step.name, now()});
    } catch (const SqlError& error) {
        throw SqlError(error.kind(), error.code(), "migration " + label(step) + ": " + error.what());
    }
    return true;
}

bool is_recorded_anywhere(Sql& sql) {
    const char* query =
        sql.engine() == Sql::Engine::sqlite
            ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
            : "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'schema_migrations'";
    return !sql.query(query).empty();
}

}  // namespace

void migrate(Sql& sql, const std::vector<Migration>& steps) {
    bool more = !pending(sql, steps).empty();
    while (more) {
        sql.exclusive([&](Transaction& transaction) { more = advance(transaction, sql.engine(), steps); });
    }
}

std::vector<std::string> pending(Sql& sql, const std::vector<Migration>& steps) {
    std::set<std::int64_t> recorded;
    if (is_recorded_anywhere(sql)) recorded = numbers(sql.query(recorded_query));
    std::vector<std::string> result;
    for (const Migration* step : missing(recorded, steps)) result.push_back(label(*step));
    return result;
}

}  // namespace db
