#include <array>
#include <atomic>
#include <thread>

#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;
using db::Stage;

namespace {

db::Broadcast notice(const std::string& audience = "all") {
    const std::string digest = wechat::random_hex(32);
    return {.id = digest.substr(0, 32), .digest = digest, .title = "台风红色预警", .audience = audience};
}

// One that is released, under a message id of its own.
template <typename Side>
db::Broadcast released(std::int64_t now, const std::string& audience = "all") {
    db::Broadcasts& broadcasts = shared_stores<Side>().broadcasts;
    const std::string id = broadcasts.draft(notice(audience)).id;
    REQUIRE(broadcasts.previewed(id, "zhang", now));
    REQUIRE(broadcasts.release(id, "zhang+li", now));
    REQUIRE(broadcasts.sent(id, wechat::random_hex(8), "d"));
    return broadcasts.find(id).value();
}

}  // namespace

TEST_CASE("a broadcast goes forward; only what WeChat did not take goes back") {
    constexpr std::array all{Stage::draft, Stage::previewed, Stage::released, Stage::finished, Stage::refused, Stage::withdrawn};
    const db::Lifecycle& life = db::broadcast_life();
    CHECK(db::faults(life).empty());
    REQUIRE(life.states.size() == all.size());
    std::string legal;
    for (const Stage from : all) {
        CHECK(life.state(db::name_of(from)) != nullptr);
        for (const Stage to : all) {
            if (life.may_become(db::name_of(from), db::name_of(to)))
                legal += std::string(db::name_of(from)) + ">" + std::string(db::name_of(to)) + " ";
        }
    }
    CHECK(legal ==
          "draft>previewed previewed>previewed previewed>released released>previewed released>finished released>refused "
          "released>withdrawn finished>withdrawn ");
}

TEST_CASE_TEMPLATE("the same bytes are one broadcast, from draft to what became of it", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Broadcasts& broadcasts = shared_stores<Side>().broadcasts;
    const db::Broadcast made = notice("tag 天河");
    CHECK_FALSE(broadcasts.find(made.id).has_value());
    CHECK(broadcasts.draft(made).stage == Stage::draft);
    CHECK(broadcasts.keep_media(made.id, "m1"));
    const db::Broadcast again = broadcasts.draft(made);
    CHECK(again.media_id == "m1");
    CHECK(again.title == "台风红色预警");
    CHECK(again.audience == "tag 天河");
    CHECK(again.digest == made.digest);

    CHECK_FALSE(broadcasts.release(made.id, "zhang+li", 100));
    CHECK(broadcasts.previewed(made.id, "zhang", 90));
    CHECK(broadcasts.previewed(made.id, "li", 95));
    CHECK(broadcasts.release(made.id, "zhang+li", 100));
    CHECK_FALSE(broadcasts.previewed(made.id, "li", 101));
    CHECK_FALSE(broadcasts.keep_media(made.id, "m2"));
    CHECK_FALSE(broadcasts.withdraw(made.id, 101));
    CHECK(broadcasts.not_sent(made.id));
    CHECK(broadcasts.find(made.id)->released_at == 0);
    CHECK(broadcasts.release(made.id, "zhang+li", 110));
    const std::string message = wechat::random_hex(8);
    CHECK(broadcasts.sent(made.id, message, "d1"));
    CHECK_FALSE(broadcasts.sent(made.id, "other", "d2"));
    CHECK_FALSE(broadcasts.not_sent(made.id));

    CHECK(broadcasts.finish({.message_id = message, .status = "send success", .total = 9, .filtered = 8, .sent = 7, .failed = 1}, 120));
    CHECK(broadcasts.finish({.message_id = message, .status = "err(20001)", .total = 1, .filtered = 1, .sent = 1, .failed = 0}, 130));
    const db::Broadcast ended = broadcasts.find(made.id).value();
    CHECK(ended.stage == Stage::finished);
    CHECK(ended.previewed_by == "li");
    CHECK(ended.released_by == "zhang+li");
    CHECK(ended.released_at == 110);
    CHECK(ended.finished_at == 120);
    CHECK(ended.message_data_id == "d1");
    CHECK(std::array{ended.total, ended.filtered, ended.sent, ended.failed} == std::array<std::int64_t, 4>{9, 8, 7, 1});
    CHECK(ended.why == "send success");
    CHECK_FALSE(broadcasts.release(made.id, "zhang+li", 140));
    CHECK(broadcasts.withdraw(made.id, 150));
    CHECK_FALSE(broadcasts.withdraw(made.id, 160));
    CHECK(broadcasts.find(made.id)->stage == Stage::withdrawn);
}

TEST_CASE_TEMPLATE("what WeChat took and did not send is refused, and counts for nothing", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Broadcasts& broadcasts = shared_stores<Side>().broadcasts;
    const std::int64_t now = 10'000'000;
    const std::string tag = random_token("tag ");
    const auto count = [&](const std::string& audience) { return broadcasts.released_since(now, audience); };
    const std::int64_t before = count("all");
    const db::Broadcast bad = released<Side>(now, tag);
    released<Side>(now + 1);
    released<Side>(now - 1);
    CHECK(count(tag) == before + 2);
    CHECK(count("all") == before + 1);
    CHECK(broadcasts.finish({.message_id = bad.message_id, .status = "err(20001)"}, now + 5));
    CHECK(broadcasts.find(bad.id)->stage == Stage::refused);
    CHECK(broadcasts.find(bad.id)->why == "err(20001)");
    CHECK(count(tag) == before + 1);
    CHECK_FALSE(broadcasts.finish({.message_id = "unheard of", .status = "send success"}, now));
    CHECK_FALSE(broadcasts.finish({.message_id = "", .status = "send success"}, now));
}

TEST_CASE_TEMPLATE("of many who release one broadcast at once one sends it", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Broadcasts& broadcasts = shared_stores<Side>().broadcasts;
    const std::string id = broadcasts.draft(notice()).id;
    broadcasts.previewed(id, "zhang", 1);
    std::atomic<int> won = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { won += broadcasts.release(id, "zhang+li", 2) ? 1 : 0; });
    for (std::thread& thread : threads) thread.join();
    CHECK(won == 1);
}

TEST_CASE_TEMPLATE("broadcasts are listed newest first, and counted by stage", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Broadcasts& broadcasts = shared_stores<Side>().broadcasts;
    const auto drafts = [&] { return broadcasts.counts().front().second; };
    const std::int64_t before = drafts();
    broadcasts.draft(notice());
    CHECK(drafts() == before + 1);
    CHECK(broadcasts.counts().size() == 6);
    const std::string older = released<Side>(1'000'000'000'000).id, newer = released<Side>(1'000'000'000'001).id;
    const auto latest = broadcasts.latest(2);
    REQUIRE(latest.size() == 2);
    CHECK(latest[0].id == newer);
    CHECK(latest[1].id == older);
}
