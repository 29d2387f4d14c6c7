#include "planted.h"

#include <regex>
#include <set>

#include "servers.h"

namespace db_tests {
namespace {

/// The columns of a table and their types, as db/migrations.cpp has them.
std::map<std::string, std::string> columns_of(const std::string& table) {
    const std::regex column(R"(\n  ([a-z_]+) ([A-Z]+))"), added("ALTER TABLE " + table + " ADD COLUMN ([a-z_]+) ([A-Z]+)");
    std::map<std::string, std::string> found;
    for (const db::Migration& migration : db::migrations()) {
        for (const std::string& statement : migration.statements) {
            const bool makes_it = statement.find("CREATE TABLE IF NOT EXISTS " + table + " (") != std::string::npos;
            const std::regex& each = makes_it ? column : added;
            for (auto match = std::sregex_iterator(statement.begin(), statement.end(), each); match != std::sregex_iterator(); ++match)
                found[(*match)[1]] = (*match)[2];
        }
    }
    return found;
}

bool is_of_many(const std::string& table) {
    const std::set<std::string> few{"audit_head", "broadcasts", "data_loads", "index_guards"};
    return !few.contains(table) && !table.starts_with("population");
}

/// As few as there are of each in truth: what an index on them finds is a part of the table.
Given values_of(const std::string& table, std::int64_t first) {
    Given given{{"state", "CASE WHEN n % 1000 = 0 THEN 'open' ELSE 'done' END"},
                {"service", "CASE WHEN n % 20 = 0 THEN 'quick_accident_claim' ELSE 's' || (n % 20) END"},
                {"site", "'s' || (n % 50)"},
                {"business_group", "'g' || (n % 3)"},
                {"start_time", "'09:00'"},
                {"channel", "'W'"},
                {"kind", "'image'"}};
    // What is done is never due again.
    if (table == "outbox" || table == "files" || table == "alarms")
        given["due_at"] = "CASE WHEN n < 1000 THEN " + std::to_string(first) + " + n * 60 END";
    if (table == "data_rows") given["load_id"] = "'load'";
    if (table == "pool_entries") given["pool"] = "'p' || (n % 100)";
    return given;
}

}  // namespace

db::Sql& many_rows(std::int64_t now, std::int64_t many) {
    static const std::unique_ptr<Database> database = OnMysql::make();
    static const std::unique_ptr<db::Sql> sql = [first = now - 100 * 60, many] {
        auto made = database->open({.timeout = std::chrono::seconds(60)});
        db::migrate(*made);
        plant(*made, {"data_loads", 1, {{"load_id", "'load'"}, {"data_set", "'population'"}, {"state", "'whole'"}}});
        const std::regex create("CREATE TABLE IF NOT EXISTS ([a-z_]+) ");
        for (const db::Migration& migration : db::migrations()) {
            for (const std::string& statement : migration.statements) {
                std::smatch match;
                if (!std::regex_search(statement, match, create) || !is_of_many(match[1])) continue;
                plant(*made, {match[1], many, values_of(match[1], first), first, 60});
                made->query("ANALYZE TABLE " + match[1].str());
            }
        }
        return made;
    }();
    return *sql;
}

void plant(db::Sql& sql, const Rows& rows) {
    std::string names, made;
    for (const auto& [name, type] : columns_of(rows.table)) {
        const auto given = rows.given.find(name);
        const std::string number = std::to_string(rows.first) + " + n * " + std::to_string(rows.step);
        const std::string value = given != rows.given.end() ? given->second : type == "BIGINT" ? number : "'k' || (1000000 + n)";
        names += (names.empty() ? "" : ", ") + name;
        made += (made.empty() ? "" : ", ") + value;
    }
    std::string digit = "(SELECT 0 AS d";
    for (int d = 1; d < 10; ++d) digit += " UNION ALL SELECT " + std::to_string(d);
    digit += ") ";
    const std::string numbers = "(SELECT a.d * 10000 + b.d * 1000 + c.d * 100 + e.d * 10 + f.d AS n FROM " + digit + "a, " + digit + "b, " +
                                digit + "c, " + digit + "e, " + digit + "f) numbers";
    sql.execute("INSERT INTO " + rows.table + " (" + names + ") SELECT " + made + " FROM " + numbers + " WHERE n < ?", {rows.count});
}

}  // namespace db_tests
