#include <atomic>
#include <thread>

#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;

TEST_CASE_TEMPLATE("a kept note is handed out once, all of them in order", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::string citizen = random_token("o");
    CHECK_FALSE(stores.notes.take({"W", citizen}, 100).has_value());
    stores.notes.keep({"W", citizen}, "第二条", 20);
    stores.notes.keep({"W", citizen}, "第一条", 10);
    for (const db::Row& row : stores.sql.query("SELECT citizen, answer FROM notes")) {
        CHECK(row.text(0).find(citizen) == std::string::npos);
        CHECK(row.text(1).find("第") == std::string::npos);
    }
    std::atomic<int> got = 0;
    std::string text;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            if (const auto taken = stores.notes.take({"W", citizen}, 100)) {
                ++got;
                text = *taken;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(got == 1);
    CHECK(text == "第一条\n\n第二条");
    CHECK_FALSE(stores.notes.take({"W", citizen}, 100).has_value());
}

TEST_CASE_TEMPLATE("a note that is of no use any more goes by itself, one without an end stays", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::string citizen = random_token("o");
    std::string ending;
    stores.sql.transaction([&](db::Transaction& transaction) { ending = stores.notes.keep(transaction, {"W", citizen}, "明天", 10, 20); });
    stores.notes.keep({"W", citizen}, "迟到的回答", 10);
    const auto is_there = [&] { return !stores.sql.query("SELECT 1 FROM notes WHERE id = ?", {ending}).empty(); };
    stores.notes.sweep(19);
    CHECK(is_there());
    CHECK(stores.notes.sweep(20) >= 1);
    CHECK_FALSE(is_there());
    CHECK(stores.notes.take({"W", citizen}, 5) == "迟到的回答");
}

TEST_CASE_TEMPLATE("a draft is its owner's, encrypted, until it expires or is submitted", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    db::Draft draft{.id = wechat::random_hex(16),
                    .owner = wechat::random_hex(16),
                    .service = "exit",
                    .answers = R"({"name":"张三"})",
                    .expires_at = 700};
    CHECK(stores.drafts.save(draft, 100));
    CHECK(stores.drafts.find(draft.id, 100)->answers == draft.answers);
    draft.answers = "{}";
    CHECK(stores.drafts.save(draft, 200));
    CHECK(stores.drafts.find(draft.id, 699)->answers == "{}");
    db::Draft stolen = draft;
    stolen.owner = wechat::random_hex(16);
    CHECK_FALSE(stores.drafts.save(stolen, 300));
    CHECK_FALSE(stores.drafts.find(draft.id, 700).has_value());
    CHECK(stores.drafts.sweep(699) == 0);
    stores.sql.transaction([&](db::Transaction& transaction) {
        CHECK(stores.drafts.erase(transaction, draft.id));
        CHECK_FALSE(stores.drafts.erase(transaction, draft.id));
    });
    CHECK(stores.drafts.save(draft, 100));
    CHECK(stores.drafts.sweep(700) == 1);
    CHECK_FALSE(stores.drafts.find(draft.id, 100).has_value());
}
