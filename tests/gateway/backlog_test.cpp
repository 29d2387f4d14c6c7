// What waits is counted as it stands in the tables, whichever process put it there.
#include "gateway/jobs/backlog.h"

#include <doctest/doctest.h>

#include <string_view>

#include "gateway/jobs/distress.h"
#include "job_world.h"

using namespace gateway;

namespace {

struct World : job_tests::JobWorld {
    Backlog backlog{stores, metrics};
    World() : JobWorld([](const std::string&, const wechat::HttpRequest&) { return wechat::HttpResponse{}; }) {}

    bool counts(std::string_view line) {
        backlog.count(now);
        return ("\n" + metrics.render()).find("\n" + std::string(line) + "\n") != std::string::npos;
    }
};

}  // namespace

TEST_CASE("what waits in the outbox, and how long the oldest has been due") {
    World world;
    CHECK(world.counts("outbox_open 0"));
    const auto put = [&](std::int64_t due_at) {
        world.stores.outbox.put({.to = {"W", "o"}, .kind = "k", .body = "{}", .cause = "", .due_at = due_at, .expires_at = 1LL << 40},
                                world.seconds());
    };
    put(world.seconds() - 30);
    put(world.seconds() + 30);
    CHECK(world.counts("outbox_open 2"));
    CHECK(world.counts("outbox_overdue_seconds 30"));
}

TEST_CASE("alarms nobody has acknowledged, and how long the oldest has been ringing") {
    World world;
    record_alarm(world.stores, world.metrics, {.from = {"W", "o"}, .kind = "self_harm", .words = "w", .push = "p"}, world.now);
    world.now += std::chrono::seconds(90);
    CHECK(world.counts("alarms_open 1"));
    CHECK(world.counts("alarms_oldest_unacknowledged_seconds 90"));
    const std::string id = world.stores.alarms.list(1).at(0).id;
    world.sql->transaction([&](db::Transaction& transaction) { world.stores.alarms.acknowledge(transaction, id, "x", world.seconds()); });
    CHECK(world.counts("alarms_open 0"));
    CHECK(world.counts("alarms_oldest_unacknowledged_seconds 0"));
}

TEST_CASE("broadcasts by what became of them, with those of which there are none") {
    World world;
    world.stores.broadcasts.draft({.id = "b", .digest = "bb", .title = "t", .audience = "all"});
    CHECK(world.counts(R"(broadcasts{state="draft"} 1)"));
    CHECK(world.counts(R"(broadcasts{state="finished"} 0)"));
}
