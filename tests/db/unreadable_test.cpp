// One changed byte in one row stops nobody: whoever else is in the same list is served, and the row is told of.
#include "db/unreadable.h"

#include <algorithm>
#include <atomic>

#include "servers.h"
#include "spoil.h"
#include "wechat/bytes.h"

using namespace db_tests;

namespace {

using Ids = std::vector<std::string>;

db::Unreadable into(Ids& ids) {
    return [&ids](const std::string& id) { ids.push_back(id); };
}

// Far from what other files use, so that the cases of one database do not meet.
std::int64_t an_age() {
    static std::atomic<std::int64_t> age = 100'000'000'000;
    return age += 10'000'000;
}

// Everything that earlier cases left due is out of the way.
template <typename Queue>
void empty(Queue& queue, std::int64_t now) {
    while (!queue.lease(now, now + 1'000'000'000'000, 100).empty()) {
    }
}

std::string put(db::Outbox& outbox, std::int64_t now) {
    return outbox.put({.to = {"W", random_token("o")},
                       .kind = "late_answer",
                       .body = R"({"text":"您好"})",
                       .cause = "",
                       .due_at = now,
                       .expires_at = now + 3600},
                      now);
}

db::Record record(db::Records& records, const std::string& resident, const std::string& state) {
    return records
        .create({.service = "lost_found",
                 .title = "失物招领",
                 .resident = resident,
                 .draft = random_token("d"),
                 .state = state,
                 .answers = "{}",
                 .summary = "{}",
                 .day = "20160407",
                 .now = 1000})
        .record;
}

}  // namespace

TEST_CASE_TEMPLATE("an entry that does not open is dead, for a reason, and the others of the batch are told", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = shared_stores<Side>().outbox;
    empty(outbox, now);
    db::Sql& sql = shared_sql<Side>();
    Ids ids, bad;
    for (int i = 0; i < 6; ++i) ids.push_back(put(outbox, now));
    std::ranges::sort(ids);  // as they are handed out
    spoil(sql, "outbox", "body", ids[0]);
    spoil(sql, "outbox", "user_sealed", ids[3]);

    const auto leased = outbox.lease(now, now + 60, 10, into(bad));
    CHECK(bad == Ids{ids[0], ids[3]});
    CHECK(leased.size() == 4);
    for (const db::LeasedEntry& each : leased) CHECK(outbox.told(each, "custom", now));
    for (const std::string& id : bad) {
        const db::Row row = sql.query("SELECT state, why, due_at, body, done_at FROM outbox WHERE id = ?", {id}).at(0);
        CHECK(row.text(0) == "dead");
        CHECK(row.text(1) == "unreadable");
        CHECK(row.is_null(2));
        CHECK_FALSE(row.is_null(3));  // for whoever finds its key again
        CHECK(row.integer(4) == now);
    }
    CHECK(outbox.lease(now + 1000, now + 1060, 10, into(bad)).empty());
    CHECK(bad.size() == 2);
}

TEST_CASE_TEMPLATE("a file that does not open is lost, for a reason, and the others of the batch are fetched", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = shared_stores<Side>().files;
    empty(files, now);
    db::Sql& sql = shared_sql<Side>();
    const std::string draft = random_token("d"), spoiled = random_token("m");
    for (const std::string& media : {spoiled, random_token("m"), random_token("m")}) files.want(draft, media, "image", now);
    const std::string id = files.find(draft, spoiled)->id;
    spoil(sql, "files", "media_sealed", id);

    Ids bad;
    const auto leased = files.lease(now, now + 60, 10, into(bad));
    CHECK(bad == Ids{id});
    CHECK(leased.size() == 2);
    CHECK(files.find(draft, spoiled)->state == db::StoredFile::State::lost);
    CHECK(sql.query("SELECT why FROM files WHERE id = ?", {id}).at(0).text(0) == "unreadable");
    for (const db::WantedFile& each : leased) CHECK(files.kept(each, {"image/jpeg"}));
    CHECK(files.lease(now + 1000, now + 1060, 10, into(bad)).empty());
}

TEST_CASE_TEMPLATE("of an alarm all but what does not open is rung, and it can be acknowledged", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Alarms& alarms = shared_stores<Side>().alarms;
    Ids ids, bad;
    for (int i = 0; i < 3; ++i) {
        const db::Cry cry{.caller = {.from = {"W", random_token("o")}, .name = "林志远", .mobile = "13800138000", .draft = {}},
                          .kind = "self_harm",
                          .words = "我想自杀",
                          .push = random_token("p")};
        shared_sql<Side>().transaction([&](db::Transaction& transaction) { ids.push_back(alarms.raise(transaction, cry, now).id); });
    }
    spoil(shared_sql<Side>(), "alarms", "words", ids[1]);
    int rung = 0;
    for (const db::LeasedAlarm& each : alarms.lease(now, now + 60, 1000, into(bad))) {
        if (std::ranges::find(ids, each.lease.id) == ids.end()) continue;
        ++rung;
        CHECK(each.alarm.words.empty() == (each.lease.id == ids[1]));
        CHECK(each.alarm.token.size() == 32);
        CHECK(each.alarm.caller.mobile == "13800138000");
    }
    CHECK(rung == 3);
    CHECK(std::ranges::count(bad, ids[1]) == 1);
    CHECK(alarms.find(ids[1])->caller.name == "林志远");
    shared_sql<Side>().transaction([&](db::Transaction& transaction) {
        for (const std::string& id : ids) alarms.acknowledge(transaction, id, "li", now);
    });
}

TEST_CASE_TEMPLATE("a record that does not open is left out of the lists, and told of", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Records& records = shared_stores<Side>().records;
    const std::string resident = wechat::random_hex(16), state = random_token("S").substr(0, 32);
    Ids ids, bad;
    for (int i = 0; i < 3; ++i) ids.push_back(record(records, resident, state).id);
    spoil(shared_sql<Side>(), "records", "summary", ids[1]);
    CHECK(records.list_by_resident(resident, 20, into(bad)).size() == 2);
    CHECK(records.list_by_state(state, "", 50, into(bad)).size() == 2);
    CHECK(bad == Ids{ids[1], ids[1]});
    CHECK(records.list_by_resident(resident).size() == 2);
    CHECK_THROWS_AS(records.find(ids[1]), db::VaultError);
}

TEST_CASE_TEMPLATE("a change whose reason does not open happened all the same", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Records& records = shared_stores<Side>().records;
    const std::string id = record(records, wechat::random_hex(16), "OPEN").id;
    for (const char* why : {"缺照片", "已补"})
        records.move({.record = id, .from = "OPEN", .to = "OPEN", .who = "li", .why = why, .now = 2000, .due_at = {}});
    db::Sql& sql = shared_sql<Side>();
    const std::string why = sql.query("SELECT why FROM history WHERE subject = ? AND seq = 2", {id}).at(0).text(0);
    sql.execute("UPDATE history SET why = ? WHERE subject = ? AND seq = 2", {"k9" + why, id});
    const auto history = records.history(id);
    REQUIRE(history.size() == 3);
    CHECK(history[1].who == "li");
    CHECK(history[1].why.empty());
    CHECK(history[2].why == "已补");
}

TEST_CASE_TEMPLATE("a note that does not open is gone with the others, which are handed out", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Notes& notes = shared_stores<Side>().notes;
    const std::string user = random_token("o");
    notes.keep({"W", user}, "第一条", 10);
    spoil(shared_sql<Side>(), "notes", "answer", notes.keep({"W", user}, "第二条", 20));
    notes.keep({"W", user}, "第三条", 30);
    CHECK(notes.take({"W", user}, 100) == "第一条\n\n第三条");
    CHECK_FALSE(notes.take({"W", user}, 100));
}

TEST_CASE_TEMPLATE("an appointment whose password does not open is listed, counts, and hides no other", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Appointments& book = shared_stores<Side>().appointments;
    const std::string resident = wechat::random_hex(16), person = wechat::random_hex(16), site = random_token("s");
    Ids ids;
    for (const char* day : {"2016-05-03", "2016-05-04"}) {
        const auto made = book.book({.slot = {.site = site, .group = "passport", .day = day, .start = "09:00"},
                                     .capacity = 5,
                                     .resident = resident,
                                     .person = person,
                                     .mobile = "",
                                     .service = "exit",
                                     .business = "first",
                                     .record = wechat::random_hex(16),
                                     .draft = wechat::random_hex(16),
                                     .now = 1000});
        REQUIRE(made.booked == db::Appointments::Booked::done);
        ids.push_back(made.appointment.id);
    }
    spoil(shared_sql<Side>(), "appointments", "password", ids[0]);
    CHECK(book.open_on("2016-05-03", site).size() == 1);
    for (const auto& list : {book.list_by_resident(resident), book.open_of(person, "")}) {
        REQUIRE(list.size() == 2);
        for (const db::Appointment& each : list) CHECK(each.password.empty() == (each.id == ids[0]));
    }
    CHECK_THROWS_AS(book.find(ids[0]), db::VaultError);
}

TEST_CASE_TEMPLATE("a resident is written to by the names that open", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Residents& residents = shared_stores<Side>().residents;
    db::Sql& sql = shared_sql<Side>();
    const std::string first = random_token("o");
    const std::string id = residents.create_or_get({"W", first}, 1).id, other = residents.create_or_get({"W", random_token("o")}, 2).id;
    sql.execute("UPDATE aliases SET resident = ? WHERE resident = ?", {id, other});
    REQUIRE(residents.users_of(id).size() == 2);
    spoil(sql, "aliases", "user_sealed",
          sql.query("SELECT alias_index FROM aliases WHERE resident = ? AND created_at = 2", {id}).at(0).text(0), "alias_index");
    const auto users = residents.users_of(id);
    REQUIRE(users.size() == 1);
    CHECK(users[0].id == first);
}

TEST_CASE_TEMPLATE("whose name does not open is found by their alias all the same, and unbound", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Residents& residents = shared_stores<Side>().residents;
    const std::string user = random_token("o");
    const std::string id = residents.create_or_get({"W", user}, 1).id;
    REQUIRE(residents.bind_identity(id, "林志远", random_token("n"), 2) == db::Residents::Binding::bound);
    spoil(shared_sql<Side>(), "residents", "name", id);
    CHECK_THROWS_AS(residents.find_by_alias({"W", user}), db::VaultError);
    CHECK(residents.id_of({"W", user}) == id);
    residents.unbind(id);
    CHECK(residents.find_by_alias({"W", user})->level == 0);
    CHECK_FALSE(residents.id_of({"W", random_token("o")}));
}

TEST_CASE_TEMPLATE("a broadcast in a stage nobody knows hides no other", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Broadcasts& broadcasts = shared_stores<Side>().broadcasts;
    db::Sql& sql = shared_sql<Side>();
    Ids ids;
    for (std::int64_t i = 0; i < 2; ++i) {
        const std::string digest = wechat::random_hex(32);
        ids.push_back(broadcasts.draft({.id = digest.substr(0, 32), .digest = digest, .title = "通知", .audience = "all"}).id);
        broadcasts.previewed(ids.back(), "zhang", 9'000'000'000'000 + i);
    }
    sql.execute("UPDATE broadcasts SET state = 'Previewed' WHERE id = ?", {ids[1]});
    const auto latest = broadcasts.latest(2);
    const auto counts = broadcasts.counts();
    sql.execute("DELETE FROM broadcasts WHERE id IN (?, ?)", {ids[0], ids[1]});
    REQUIRE(latest.size() == 1);
    CHECK(latest[0].id == ids[0]);
    CHECK(counts.size() == 6);
    CHECK(counts[1].second >= 1);
}
