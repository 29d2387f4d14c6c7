#include "planted.h"

#include <regex>

#include "db/migrate.h"

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

}  // namespace

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
