#include <atomic>
#include <set>
#include <thread>

#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;

namespace {

db::NewRecord new_record(const std::string& draft = wechat::random_hex(16)) {
    return {.service = "lost_found",
            .title = "失物招领",
            .resident = wechat::random_hex(16),
            .draft = draft,
            .state = "submitted",
            .answers = R"({"what":"钱包 😀"})",
            .summary = R"([["物品","钱包"]])",
            .due_at = 5000,
            .day = "20160407",
            .now = 1000};
}

}  // namespace

TEST_CASE_TEMPLATE("a record is found by its number, draft and resident", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& records = shared_stores<Side>().records;
    const db::NewRecord wanted = new_record();
    const auto made = records.create(wanted);
    CHECK(made.created);
    CHECK(made.record.number.size() == 16);
    CHECK(made.record.number.starts_with("20160407"));
    CHECK(made.record.number.find_first_not_of("0123456789") == std::string::npos);
    for (const auto& found :
         {records.find(made.record.id), records.find_by_number(made.record.number), records.find_by_draft(wanted.draft)}) {
        REQUIRE(found.has_value());
        CHECK(found->id == made.record.id);
        CHECK(found->service == "lost_found");
        CHECK(found->title == "失物招领");
        CHECK(found->resident == wanted.resident);
        CHECK(found->answers == wanted.answers);
        CHECK(found->summary == wanted.summary);
        CHECK(found->due_at == 5000);
        CHECK(found->created_at == 1000);
    }
    CHECK_FALSE(records.find_by_number("2016040700000000x").has_value());

    db::NewRecord second = new_record();
    second.resident = wanted.resident;
    second.now = 2000;
    const auto later = records.create(second);
    const auto list = records.list_by_resident(wanted.resident.value());
    REQUIRE(list.size() == 2);
    CHECK(list[0].id == later.record.id);
    CHECK(records.list_by_resident(wanted.resident.value(), 1).size() == 1);
    CHECK(records.list_by_resident("nobody").empty());
}

TEST_CASE_TEMPLATE("a draft submitted again answers with the record that exists", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& records = shared_stores<Side>().records;
    const std::string draft = wechat::random_hex(16);
    std::atomic<int> created = 0;
    std::vector<std::string> numbers(16);
    std::vector<std::thread> threads;
    for (std::string& number : numbers) {
        threads.emplace_back([&] {
            const auto made = records.create(new_record(draft));
            created += made.created ? 1 : 0;
            number = made.record.number;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(created == 1);
    CHECK(std::set<std::string>(numbers.begin(), numbers.end()).size() == 1);
    CHECK(records.history(records.find_by_draft(draft)->id).size() == 1);
}

TEST_CASE_TEMPLATE("a move happens from the stated state only, once, with its history", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& records = shared_stores<Side>().records;
    const std::string id = records.create(new_record()).record.id;
    CHECK_FALSE(records.move({.record = id, .from = "accepted", .to = "done", .who = "o1", .why = "", .now = 1100, .due_at = {}}));
    std::atomic<int> moved = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            moved += records.move(
                {.record = id, .from = "submitted", .to = "accepted", .who = "o1", .why = "材料齐全", .now = 1200, .due_at = 9000});
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(moved == 1);
    CHECK(records.move({.record = id, .from = "accepted", .to = "done", .who = "o2", .why = "", .now = 1300, .due_at = {}}));
    const db::Record record = records.find(id).value();
    CHECK(record.state == "done");
    CHECK(record.due_at == 9000);
    CHECK(record.updated_at == 1300);
    const auto history = records.history(id);
    REQUIRE(history.size() == 3);
    CHECK(history[0].from.empty());
    CHECK(history[0].to == "submitted");
    CHECK(history[1].to == "accepted");
    CHECK(history[1].why == "材料齐全");
    CHECK(history[1].who == "o1");
    CHECK(history[2].from == "accepted");
    CHECK(history[2].at == 1300);
}

TEST_CASE_TEMPLATE("the officers' queue is by deadline, those without one last", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& records = shared_stores<Side>().records;
    const std::string state = random_token("q");
    for (const std::int64_t due : {0, 300, 100}) {
        db::NewRecord wanted = new_record();
        wanted.state = state;
        wanted.due_at = due;
        records.create(wanted);
    }
    const auto queue = records.list_by_state(state);
    REQUIRE(queue.size() == 3);
    CHECK(queue[0].due_at == 100);
    CHECK(queue[1].due_at == 300);
    CHECK(queue[2].due_at == 0);
    CHECK(records.list_by_state(state, "lost_found").size() == 3);
    CHECK(records.list_by_state(state, "other").empty());
}

TEST_CASE_TEMPLATE("an anonymous record leads to nobody", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::string openid = random_token("o");
    const std::string resident = stores.residents.create_or_get({"W", openid}, 1).id;
    db::NewRecord wanted = new_record();
    wanted.resident = std::nullopt;
    const auto made = stores.records.create(wanted);
    CHECK_FALSE(stores.records.find(made.record.id)->resident.has_value());
    std::string all;
    const auto dump = [&](const std::string& sql) {
        for (const db::Row& row : stores.sql.query(sql, {made.record.id})) {
            for (std::size_t column = 0; column < row.size(); ++column) all += row.optional_text(column).value_or("") + "\n";
        }
    };
    dump("SELECT * FROM records WHERE id = ?");
    dump("SELECT * FROM history WHERE subject = ?");
    CHECK(all.size() > 200);
    for (const std::string& trace : {openid, resident, db::subject_key(stores.vault, {"W", openid}), std::string("钱包")}) {
        CHECK(all.find(trace) == std::string::npos);
    }
}
