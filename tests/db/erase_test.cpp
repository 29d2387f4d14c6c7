// Whatever sweeps erase they erase in small steps, and to the end.
#include "db/erase.h"

#include <algorithm>

#include "planted.h"
#include "servers.h"
#include "tests/watching_sql.h"

using namespace db_tests;

namespace {

constexpr std::int64_t many = 1200;  // two full statements and one that is not

/// Rows of which all are over at `many`, in every table that is swept.
void plant_what_is_over(db::Sql& sql) {
    const Given slot{{"site", "'s'"}, {"business_group", "'g'"}, {"slot_day", "'d'"}, {"start_time", "'t'"}, {"used", "1200"}};
    for (const char* table : {"outbox", "notes", "marks", "drafts", "alarms"}) plant(sql, {table, many});
    plant(sql, {"files", many, {{"record", "NULL"}, {"kind", "'image'"}, {"state", "'kept'"}, {"content_type", "''"}}});
    plant(sql, {"file_parts", many, {{"seq", "0"}}});
    plant(sql, {"data_loads", 1, {{"load_id", "'load'"}, {"state", "'erased'"}}});
    plant(sql, {"data_rows", many, {{"load_id", "'load'"}}});
    plant(sql, {"slots", 1, slot});
    plant(sql, {"holds", many, slot});
    plant(sql, {"pools", 1, {{"pool", "'p'"}, {"state", "'open'"}, {"used", "1200"}, {"waiting", "0"}}});
    plant(sql, {"pool_entries", many, {{"pool", "'p'"}, {"record", "''"}, {"state", "'placed'"}, {"number", "NULL"}}});
}

}  // namespace

TEST_CASE_TEMPLATE("no statement of a sweep erases more than 500 rows, and no sweep leaves any", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    db::migrate(*sql);
    plant_what_is_over(*sql);
    std::int64_t most = 0, deletes = 0;
    WatchingSql watching(*sql, [&](const WatchingSql::Ask& ask, std::string_view statement, const db::Values& values) {
        if (!statement.starts_with("DELETE ")) return;
        ++deletes;
        most = std::max(most, ask("SELECT COUNT(*) " + std::string(statement.substr(7)), values).at(0).integer(0));
    });
    const auto kv = OnMemory::open();
    db::Stores stores(watching, *kv, shared_vault());

    CHECK(stores.outbox.sweep(many + 1) == many);
    CHECK(stores.notes.sweep(many) == many);
    CHECK(stores.marks.sweep(many) == many);
    CHECK(stores.drafts.sweep(many) == many);
    CHECK(stores.alarms.sweep(many + 1) == many);
    CHECK(stores.files.sweep(many) == many);
    CHECK(stores.appointments.sweep_holds(many) == many);
    CHECK(stores.pools.sweep_holds(many) == many);
    stores.data_sets.sweep(many);

    CHECK(most == db::erased_at_once);
    CHECK(deletes > 8 * 3);
    for (const char* table :
         {"outbox", "notes", "marks", "drafts", "alarms", "files", "file_parts", "holds", "pool_entries", "data_rows", "data_loads"}) {
        CAPTURE(table);
        CHECK(sql->query(std::string("SELECT COUNT(*) FROM ") + table).at(0).integer(0) == 0);
    }
    CHECK(sql->query("SELECT used FROM slots").at(0).integer(0) == 0);
    CHECK(sql->query("SELECT used FROM pools").at(0).integer(0) == 0);
}

TEST_CASE_TEMPLATE("what comes back to life between being found and being erased stays", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    db::migrate(*sql);
    plant(*sql, {"drafts", 3});
    bool is_first = true;
    WatchingSql watching(*sql, [&](const WatchingSql::Ask&, std::string_view statement, const db::Values&) {
        if (!statement.starts_with("DELETE ") || !std::exchange(is_first, false)) return;
        sql->execute("UPDATE drafts SET expires_at = 100 WHERE expires_at = 2");
    });
    CHECK(db::erase_bounded(watching, {"drafts", "id", "expires_at <= ?", {std::int64_t{3}}}) == 2);
    CHECK(sql->query("SELECT expires_at FROM drafts").at(0).integer(0) == 100);
}
