// What is asked again and again, of tables that grow, is asked through an index: no statement of a job reads or sorts a table.
#include "db/stores.h"
#include "planted.h"
#include "servers.h"
#include "tests/explaining_sql.h"

using namespace db_tests;

TEST_CASE_TEMPLATE("no statement that jobs repeat reads or sorts a table that grows", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    constexpr std::int64_t now = 1'800'000'000;
    const auto database = Side::make();
    const auto sql = database->open();
    db::migrate(*sql);
    ExplainingSql explaining(*sql, std::is_same_v<Side, OnMysql> ? &many_rows(now, 100'000) : nullptr);
    const auto kv = OnMemory::open();
    db::Stores stores(explaining, *kv, shared_vault());

    stores.outbox.counts(now);
    stores.alarms.counts();
    stores.broadcasts.counts();
    stores.outbox.lease(now, now + 60, 10);
    stores.files.lease(now, now + 60, 10);
    stores.alarms.lease(now, now + 60, 10);
    stores.overdue.lease("quick_accident_claim", now, now + 60, 10);
    stores.outbox.sweep(now);
    stores.notes.sweep(now);
    stores.files.sweep(now);
    stores.marks.sweep(now);
    stores.drafts.sweep(now);
    stores.alarms.sweep(now);
    stores.data_sets.sweep(now);
    stores.appointments.sweep_holds(now);
    stores.pools.sweep_holds(now);
    CHECK(explaining.statements() >= 14);
    for (const std::string& each : explaining.slow()) FAIL_CHECK(each);
}
