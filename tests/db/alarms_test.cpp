// An alarm is put down once, joined by its caller, rung by lease, and silent once acknowledged.
#include "db/stores/alarms.h"

#include <atomic>

#include "servers.h"

using namespace db_tests;
using Came = db::Alarms::Came;
using Acknowledged = db::Alarms::Acknowledged;

namespace {

std::int64_t an_age() {
    static std::atomic<std::int64_t> age = 0;
    return age += 10'000'000;
}

db::Cry cry(const std::string& user, const std::string& words = "我想自杀") {
    return {.caller = {.from = {"W", user}, .name = "林志远", .mobile = "13800138000", .draft = {}},
            .kind = "self_harm",
            .words = words,
            .push = random_token("p")};
}

template <typename Side>
db::Alarms::Raised raise(const db::Cry& said, std::int64_t now) {
    db::Alarms::Raised raised;
    shared_sql<Side>().transaction(
        [&](db::Transaction& transaction) { raised = shared_stores<Side>().alarms.raise(transaction, said, now); });
    return raised;
}

template <typename Side>
Acknowledged acknowledge(const std::string& id, std::int64_t now) {
    auto result = Acknowledged::unknown;
    shared_sql<Side>().transaction(
        [&](db::Transaction& transaction) { result = shared_stores<Side>().alarms.acknowledge(transaction, id, "li", now); });
    return result;
}

/// The one that is due; alarms of other cases are acknowledged first.
template <typename Side>
std::optional<db::LeasedAlarm> leased(const std::string& id, std::int64_t now) {
    for (db::LeasedAlarm& each : shared_stores<Side>().alarms.lease(now, now + 60, 1000)) {
        if (each.alarm.state.id == id) return std::move(each);
    }
    return std::nullopt;
}

template <typename Side>
bool rung(const db::LeasedAlarm& alarm, const db::Rung& how, std::int64_t now) {
    bool done = false;
    shared_sql<Side>().transaction(
        [&](db::Transaction& transaction) { done = shared_stores<Side>().alarms.rung(transaction, alarm, how, now); });
    return done;
}

}  // namespace

TEST_CASE_TEMPLATE("an alarm is raised once a push, and has what the desk must know", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const db::Cry said = cry(random_token("o"));
    const auto first = raise<Side>(said, now);
    CHECK(first.came == Came::raised);
    CHECK(first.id.size() == 8);
    CHECK(raise<Side>(said, now + 5).came == Came::known);

    const auto alarm = shared_stores<Side>().alarms.find(first.id);
    REQUIRE(alarm);
    CHECK(alarm->words == "我想自杀");
    CHECK(alarm->caller.from.id == said.caller.from.id);
    CHECK(alarm->caller.name == "林志远");
    CHECK(alarm->caller.mobile == "13800138000");
    CHECK(alarm->token.size() == 32);
    CHECK(alarm->state.raised_at == now);
    const auto row =
        shared_sql<Side>().query("SELECT caller, user_sealed, name, mobile, words, token FROM alarms WHERE id = ?", {first.id}).at(0);
    for (std::size_t column = 0; column < row.size(); ++column) {
        for (const std::string& plain : {said.caller.from.id, said.caller.name, said.caller.mobile, said.words, alarm->token}) {
            CHECK(row.text(column).find(plain) == std::string::npos);
        }
    }
}

TEST_CASE_TEMPLATE("the same caller joins for ten minutes after the last words, and only what is open", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const std::string user = random_token("o");
    const auto first = raise<Side>(cry(user), now);
    const db::Cry more = cry(user, "我在江边，不想活了");
    const auto joined = raise<Side>(more, now + 600);
    CHECK(joined.came == Came::joined);
    CHECK(joined.id == first.id);
    CHECK(shared_stores<Side>().alarms.find(first.id)->words == more.words);
    CHECK(raise<Side>(more, now + 601).came == Came::known);
    CHECK(raise<Side>(cry(user), now + 1200).id == first.id);
    CHECK(raise<Side>(cry(random_token("o")), now + 1200).came == Came::raised);
    db::Cry other = cry(user);
    other.kind = "violence";
    CHECK(raise<Side>(other, now + 1200).came == Came::raised);

    const auto late = raise<Side>(cry(user), now + 1801);
    CHECK(late.came == Came::raised);
    CHECK(acknowledge<Side>(late.id, now + 1802) == Acknowledged::now);
    CHECK(raise<Side>(cry(user), now + 1803).came == Came::raised);
}

TEST_CASE_TEMPLATE("a secret caller leaves a draft and joins by it", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Cry said{.caller = {.from = {}, .name = {}, .mobile = {}, .draft = random_token("d").substr(0, 32)},
                 .kind = "violence",
                 .words = "有人持刀",
                 .push = random_token("p")};
    const auto first = raise<Side>(said, now);
    const auto alarm = shared_stores<Side>().alarms.find(first.id).value();
    CHECK(alarm.caller.from.id.empty());
    CHECK(alarm.caller.name.empty());
    said.push = random_token("p");
    CHECK(raise<Side>(said, now + 1).id == first.id);
}

TEST_CASE_TEMPLATE("it is rung by one bell at a time until it is acknowledged", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const std::string id = raise<Side>(cry(random_token("o")), now).id;
    const auto first = leased<Side>(id, now);
    REQUIRE(first);
    CHECK(first->lease.attempts == 1);
    CHECK_FALSE(leased<Side>(id, now + 59));
    CHECK(rung<Side>(*first, {.ring = 1, .since = now, .is_posted = false, .is_texted = true, .due_at = now + 10}, now));
    CHECK_FALSE(rung<Side>(*first, {.ring = 1, .since = now, .due_at = now + 10}, now));

    const auto second = leased<Side>(id, now + 10);
    REQUIRE(second);
    CHECK(second->lease.attempts == 2);
    CHECK(second->is_texted);
    CHECK_FALSE(second->is_posted);
    CHECK(second->alarm.state.rings == 1);
    // Its holder died: the next one gets it when the lease is over.
    const auto third = leased<Side>(id, now + 70);
    REQUIRE(third);
    CHECK_FALSE(rung<Side>(*second, {.ring = 1, .since = now, .due_at = now + 80}, now + 71));
    CHECK(rung<Side>(*third, {.ring = 2, .since = now + 70, .is_posted = true, .is_texted = true, .is_escalated = true, .due_at = now + 80},
                     now + 71));
    CHECK(shared_stores<Side>().alarms.find(id)->state.escalated_at == now + 71);
    CHECK(shared_stores<Side>().alarms.list(1000).front().acknowledged_at == 0);

    const auto held = leased<Side>(id, now + 80);
    REQUIRE(held);
    CHECK(held->lease.attempts == 1);
    CHECK(acknowledge<Side>(id, now + 81) == Acknowledged::now);
    CHECK(acknowledge<Side>(id, now + 82) == Acknowledged::before);
    CHECK(acknowledge<Side>("00000000", now + 82) == Acknowledged::unknown);
    CHECK_FALSE(rung<Side>(*held, {.ring = 3, .since = now, .due_at = now + 90}, now + 83));
    CHECK_FALSE(leased<Side>(id, now + 1'000'000));
    CHECK(shared_stores<Side>().alarms.find(id)->state.acknowledged_by == "li");
}

TEST_CASE_TEMPLATE("what does not open any more is rung all the same", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const std::string id = raise<Side>(cry(random_token("o")), now).id;
    shared_sql<Side>().execute("UPDATE alarms SET words = 'k9:spoiled' WHERE id = ?", {id});
    const auto alarm = leased<Side>(id, now);
    REQUIRE(alarm);
    CHECK(alarm->alarm.state.kind == "self_harm");
    CHECK(alarm->alarm.words.empty());
    acknowledge<Side>(id, now);
}

TEST_CASE_TEMPLATE("acknowledged alarms go in time, open ones never", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const std::string done = raise<Side>(cry(random_token("o")), now).id, open = raise<Side>(cry(random_token("o")), now).id;
    acknowledge<Side>(done, now + 1);
    shared_stores<Side>().alarms.sweep(now + 1);
    CHECK(shared_stores<Side>().alarms.find(done));
    shared_stores<Side>().alarms.sweep(now + 2);
    CHECK_FALSE(shared_stores<Side>().alarms.find(done));
    CHECK(shared_stores<Side>().alarms.find(open));
    CHECK(shared_stores<Side>().alarms.counts().open >= 1);
    acknowledge<Side>(open, now + 2);
}
