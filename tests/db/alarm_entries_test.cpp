// What is said in an alarm joins the caller's open one, once; the desk's answers wait for whom they must wait for; what is over takes
// nothing.
#include "db/stores/alarm_entries.h"

#include <atomic>

#include "servers.h"

using namespace db_tests;

namespace {

std::int64_t an_age() {
    static std::atomic<std::int64_t> age = 5'000'000'000;
    return age += 10'000'000;
}

db::Caller caller_of(const std::string& user) { return {.from = {"W", user}, .name = {}, .mobile = {}, .draft = {}}; }

template <typename Side>
std::string raise(const db::Caller& caller, std::int64_t now) {
    std::string id;
    shared_sql<Side>().transaction([&](db::Transaction& transaction) {
        id = shared_stores<Side>()
                 .alarms.raise(transaction, {.caller = caller, .kind = "violence", .words = "有人打我", .push = random_token("p")}, now)
                 .id;
    });
    return id;
}

template <typename Side>
bool say(const std::string& alarm, const std::string& text, const std::string& push, std::int64_t now) {
    bool is_kept = false;
    shared_sql<Side>().transaction([&](db::Transaction& transaction) {
        is_kept = shared_stores<Side>().alarm_entries.add(transaction, {.alarm = alarm, .at = now, .kind = "words", .text = text}, push);
    });
    return is_kept;
}

template <typename Side>
void answer(const std::string& alarm, const std::string& text, bool waits, std::int64_t now) {
    shared_sql<Side>().transaction([&](db::Transaction& transaction) {
        shared_stores<Side>().alarm_entries.note(transaction,
                                                 {.alarm = alarm, .at = now, .by = "li", .kind = "answer", .text = text, .waits = waits});
    });
}

}  // namespace

TEST_CASE_TEMPLATE("what is said joins the caller's latest open alarm, once a push, in order and sealed", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const db::Caller caller = caller_of(random_token("o"));
    db::AlarmEntries& entries = shared_stores<Side>().alarm_entries;
    CHECK_FALSE(entries.latest_of(caller, now));
    const std::string id = raise<Side>(caller, now);
    CHECK(entries.latest_of(caller, now + 60).value().id == id);
    CHECK_FALSE(entries.latest_of(caller_of(random_token("o")), now + 60));
    const std::string push = random_token("p");
    CHECK(say<Side>(id, "他在门外", push, now + 60));
    CHECK(say<Side>(id, "他在门外", push, now + 60));
    CHECK(say<Side>(id, "他走了", random_token("p"), now + 90));
    const auto said = entries.list(id);
    REQUIRE(said.size() == 2);
    CHECK(said[0].text == "他在门外");
    CHECK(said[1].text == "他走了");
    CHECK(said[1].by.empty());
    for (const db::Row& row : shared_sql<Side>().query("SELECT body FROM alarm_entries WHERE alarm = ?", {id}))
        CHECK(row.text(0).find("门外") == std::string::npos);
}

TEST_CASE_TEMPLATE("nothing joins after half an hour of silence, nor once the desk has closed it", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const db::Caller caller = caller_of(random_token("o"));
    db::AlarmEntries& entries = shared_stores<Side>().alarm_entries;
    const std::string id = raise<Side>(caller, now);
    CHECK(entries.latest_of(caller, now + db::AlarmEntries::silence));
    CHECK_FALSE(entries.latest_of(caller, now + db::AlarmEntries::silence + 1));
    CHECK(say<Side>(id, "还在", random_token("p"), now + 1000));
    CHECK(entries.latest_of(caller, now + 1000 + db::AlarmEntries::silence));
    const auto close = [&] {
        bool is_closed = false;
        shared_sql<Side>().transaction([&](db::Transaction& transaction) { is_closed = entries.close(transaction, id, "li", now + 1001); });
        return is_closed;
    };
    CHECK(close());
    CHECK_FALSE(close());
    CHECK_FALSE(say<Side>(id, "还在", random_token("p"), now + 1002));
    CHECK(entries.latest_of(caller, now + 1002).value().is_closed);
}

TEST_CASE_TEMPLATE("an answer that waits is handed out once, to whoever raised the alarm", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const db::Caller caller = caller_of(random_token("o"));
    db::AlarmEntries& entries = shared_stores<Side>().alarm_entries;
    const std::string id = raise<Side>(caller, now);
    answer<Side>(id, "民警五分钟到", true, now + 10);
    answer<Side>(id, "已发出", false, now + 11);
    CHECK(entries.take_answers(caller_of(random_token("o")), now + 12).empty());
    CHECK(entries.take_answers(caller, now + 12) == std::vector<std::string>{"民警五分钟到"});
    CHECK(entries.take_answers(caller, now + 13).empty());
    CHECK(entries.list(id).size() == 2);
}

TEST_CASE_TEMPLATE("what was said is erased when its time is over", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    const std::string id = raise<Side>(caller_of(random_token("o")), now);
    CHECK(say<Side>(id, "还在", random_token("p"), now + 1));
    shared_stores<Side>().alarm_entries.sweep(now + 1);
    CHECK(shared_stores<Side>().alarm_entries.list(id).size() == 1);
    shared_stores<Side>().alarm_entries.sweep(now + 2);
    CHECK(shared_stores<Side>().alarm_entries.list(id).empty());
}
