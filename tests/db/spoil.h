// One changed byte of one row.
#pragma once

#include <string>

#include "db/sql.h"

namespace db_tests {

/// A byte in the middle of a sealed value is another afterwards.
inline void spoil(db::Sql& sql, const std::string& table, const std::string& column, const std::string& id, const std::string& key = "id") {
    std::string value = sql.query("SELECT " + column + " FROM " + table + " WHERE " + key + " = ?", {id}).at(0).text(0);
    char& byte = value[value.size() / 2];
    byte = byte == 'A' ? 'B' : 'A';
    sql.execute("UPDATE " + table + " SET " + column + " = ? WHERE " + key + " = ?", {value, id});
}

}  // namespace db_tests
