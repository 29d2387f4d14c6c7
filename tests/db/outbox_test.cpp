#include <atomic>
#include <thread>
#include <vector>

#include "servers.h"

using namespace db_tests;

namespace {

// Far from each other, so that the cases of one database do not meet.
std::int64_t an_age() {
    static std::atomic<std::int64_t> age = 0;
    return age += 1'000'000;
}

db::OutboxEntry entry(std::int64_t due_at, const std::string& cause = "") {
    return {.to = {"W", random_token("o")},
            .kind = "appointment_reminder",
            .body = R"({"text":"明天上午办理身份证"})",
            .cause = cause,
            .subject = random_token("s").substr(0, 32),
            .due_at = due_at,
            .expires_at = due_at + 3600};
}

// Entries of earlier cases are out of the way once they are leased for ever.
template <typename Side>
db::Outbox& emptied(std::int64_t now) {
    db::Outbox& outbox = shared_stores<Side>().outbox;
    while (!outbox.lease(now, now + 1'000'000'000'000, 100).empty()) {
    }
    return outbox;
}

}  // namespace

TEST_CASE_TEMPLATE("what is to be told is told once it is due, and its text is gone afterwards", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = emptied<Side>(now);
    const db::OutboxEntry wanted = entry(now + 10);
    const std::string id = outbox.put(wanted, now);
    REQUIRE_FALSE(id.empty());
    CHECK(outbox.lease(now + 9, now + 60, 10).empty());

    const auto leased = outbox.lease(now + 10, now + 60, 10);
    REQUIRE(leased.size() == 1);
    CHECK(leased[0].lease.id == id);
    CHECK(leased[0].entry.to.id == wanted.to.id);
    CHECK(leased[0].entry.body == wanted.body);
    CHECK(leased[0].entry.expires_at == wanted.expires_at);
    CHECK(leased[0].lease.attempts == 1);
    CHECK_FALSE(leased[0].is_uncertain);
    CHECK(outbox.lease(now + 11, now + 60, 10).empty());

    CHECK(outbox.told(leased[0], "custom", now + 12));
    CHECK_FALSE(outbox.told(leased[0], "custom", now + 12));
    CHECK(outbox.lease(now + 1000, now + 1060, 10).empty());
    for (const db::Row& row : shared_sql<Side>().query("SELECT body, user_sealed, citizen FROM outbox WHERE id = ?", {id})) {
        CHECK(row.is_null(0));
        CHECK(row.text(1).find(wanted.to.id) == std::string::npos);
        CHECK(row.text(2).find(wanted.to.id) == std::string::npos);
    }
    CHECK(outbox.sweep(now + 13) >= 1);
    CHECK(shared_sql<Side>().query("SELECT 1 FROM outbox WHERE id = ?", {id}).empty());
}

TEST_CASE_TEMPLATE("a relay that dies leaves its entry to the next, marked as perhaps told", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = emptied<Side>(now);
    outbox.put(entry(now), now);
    const auto dead = outbox.lease(now, now + 30, 10);
    REQUIRE(dead.size() == 1);
    CHECK(outbox.lease(now + 29, now + 60, 10).empty());
    const auto next = outbox.lease(now + 30, now + 60, 10);
    REQUIRE(next.size() == 1);
    CHECK(next[0].is_uncertain);
    CHECK(next[0].lease.attempts == 2);
    // Whoever comes back from the dead changes nothing.
    CHECK_FALSE(outbox.told(dead[0], "custom", now + 31));
    CHECK_FALSE(outbox.again(dead[0], now + 31, "busy", false));
    CHECK(outbox.told(next[0], "custom", now + 31));
    CHECK(shared_sql<Side>().query("SELECT uncertain FROM outbox WHERE id = ?", {next[0].lease.id}).at(0).integer(0) == 1);
}

TEST_CASE_TEMPLATE("an entry that could not be told comes again, and what is known of it stays known", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = emptied<Side>(now);
    outbox.put(entry(now), now);
    auto leased = outbox.lease(now, now + 30, 10);
    REQUIRE(outbox.again(leased.at(0), now + 5, "busy", false));
    CHECK(outbox.lease(now + 4, now + 30, 10).empty());
    leased = outbox.lease(now + 5, now + 30, 10);
    REQUIRE(leased.size() == 1);
    CHECK_FALSE(leased[0].is_uncertain);
    REQUIRE(outbox.again(leased[0], now + 6, "no answer", true));
    leased = outbox.lease(now + 6, now + 30, 10);
    REQUIRE(leased.size() == 1);
    CHECK(leased[0].is_uncertain);
    CHECK(outbox.counts(now + 40).oldest_due == now + 30);
    CHECK(outbox.dead(leased[0], "43004", now + 7));
    CHECK(outbox.counts(now + 40).oldest_due == 0);
    CHECK(outbox.counts(now).dead >= 1);
}

TEST_CASE_TEMPLATE("a cause is told once, only if its transaction commits, and not after it is withdrawn", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = emptied<Side>(now);
    db::Sql& sql = shared_sql<Side>();
    const std::string cause = random_token("reminder:").substr(0, 64);
    CHECK_THROWS_AS(sql.transaction([&](db::Transaction& transaction) {
        CHECK_FALSE(outbox.put(transaction, entry(now, cause), now).empty());
        throw std::runtime_error("the booking failed");
    }),
                    std::runtime_error);
    CHECK(outbox.lease(now, now + 30, 10).empty());

    const db::OutboxEntry wanted = entry(now, cause);
    CHECK_FALSE(outbox.put(wanted, now).empty());
    CHECK(outbox.put(wanted, now).empty());
    sql.transaction([&](db::Transaction& transaction) { outbox.withdraw(transaction, wanted.subject); });
    CHECK(outbox.lease(now, now + 30, 10).empty());
}

TEST_CASE_TEMPLATE("many couriers share the work and none tells what another tells", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = emptied<Side>(now);
    constexpr int entries = 60;
    for (int i = 0; i < entries; ++i) outbox.put(entry(now), now);
    std::atomic<int> told = 0;
    std::vector<std::thread> couriers;
    for (int i = 0; i < 6; ++i) {
        couriers.emplace_back([&] {
            for (auto leased = outbox.lease(now, now + 1000, 8); !leased.empty() || told < entries;
                 leased = outbox.lease(now, now + 1000, 8)) {
                for (const db::LeasedEntry& one : leased) told += outbox.told(one, "custom", now) ? 1 : 0;
            }
        });
    }
    for (std::thread& relay : couriers) relay.join();
    CHECK(told == entries);
}

TEST_CASE_TEMPLATE("a user is forgotten: nothing is told them, and what they subscribed to is gone", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Outbox& outbox = emptied<Side>(now);
    db::Subscriptions& subscriptions = shared_stores<Side>().subscriptions;
    const db::OutboxEntry wanted = entry(now), other = entry(now);
    outbox.put(wanted, now);
    outbox.put(other, now);
    subscriptions.set(wanted.to, "T1", true, now);
    subscriptions.set(other.to, "T1", true, now);
    shared_sql<Side>().transaction([&](db::Transaction& transaction) {
        outbox.forget(transaction, wanted.to);
        subscriptions.forget(transaction, wanted.to);
    });
    const auto leased = outbox.lease(now, now + 30, 10);
    REQUIRE(leased.size() == 1);
    CHECK(leased[0].entry.to.id == other.to.id);
    CHECK_FALSE(subscriptions.has(wanted.to, "T1"));
    CHECK(subscriptions.has(other.to, "T1"));
}

TEST_CASE_TEMPLATE("a subscription holds until it is refused", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Subscriptions& subscriptions = shared_stores<Side>().subscriptions;
    const std::string user = random_token("o");
    CHECK_FALSE(subscriptions.has({"W", user}, "T1"));
    subscriptions.set({"W", user}, "T1", true, 1);
    CHECK(subscriptions.has({"W", user}, "T1"));
    CHECK_FALSE(subscriptions.has({"W", user}, "T2"));
    subscriptions.set({"W", user}, "T1", false, 2);
    CHECK_FALSE(subscriptions.has({"W", user}, "T1"));
    subscriptions.set({"W", user}, "T1", true, 3);
    CHECK(subscriptions.has({"W", user}, "T1"));
}
