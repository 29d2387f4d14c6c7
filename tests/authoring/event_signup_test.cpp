// A sign-up with waiting list and lots, walked from the first to the last: what the shape gives a service for its few lines.
#include "event_signup.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "services/form/act.h"
#include "services/form/catalog.h"
#include "services/form/counter.h"
#include "tests/services/appointments_world.h"

using namespace services;

namespace {

constexpr const char* open_day = "open_day";
constexpr const char* summer_class = "summer_class";

struct Events : World {
    Service service = event_signup();
    db::Resident wang = bound("wang", "王小明", "440199199003071017", "13700137000"),
                 zhao = bound("zhao", "赵小红", "440199199003072028", "13600136000");

    Events() {
        figures.settings[service.id] = settings_of(service);
        figures.settings[service.id].parameters["events"] = Rows{event(open_day, "警营开放日", 2), event(summer_class, "暑期安全课堂", 0)};
        column(summer_class, "drawn_at") = at(day(2026, 11, 25), 12);
    }
    Row event(const char* id, const char* title, std::int64_t most_waiting) const {
        return {{{"id", id}, {"title", title}, {"capacity", std::int64_t{2}}, {"most_waiting", most_waiting}, {"opens", now}}};
    }
    Cell& column(const std::string& id, const std::string& key) {
        auto& rows = std::get<Rows>(figures.settings[service.id].parameters["events"]);
        return std::ranges::find(rows, id, [](const Row& row) { return row.text("id"); })->cells[key];
    }
    Pool pool(const char* id) { return sign_ups().of({{"event", id}}, by_clock()).value(); }

    Context of(const db::Resident& resident) {
        Context made = context(service, &resident);
        made.agreed_to = service.id;
        return made;
    }
    Outcome sign_up(const db::Resident& resident, const char* event = open_day) {
        Context context = of(resident);
        return outcome_of(submit(service, {{"event", event}, {"name", resident.name}}, context));
    }
    db::Record record(const db::Resident& resident) {
        const auto all = stores.records.list_by_resident(resident.id);
        REQUIRE_FALSE(all.empty());
        return all.front();
    }
    Outcome shown(const db::Resident& resident) {
        Context context = of(resident);
        return service.shows(record(resident), context);
    }
    Result cancel(const db::Resident& resident) {
        const db::Record its = record(resident);
        return act({.record = its.id, .version = its.version, .verb = "cancel"}, of(resident));
    }
    /// How often the outbox tells the resident what became of their record.
    std::int64_t told(const db::Resident& resident) {
        return sql->query("SELECT COUNT(*) FROM outbox WHERE subject = ? AND state = 'open'", {record(resident).id}).at(0).integer(0);
    }
    Context by_clock() {
        Context made = context(service, nullptr);
        enter(service, made);
        return made;
    }
};

}  // namespace

TEST_CASE("two places, three sign up, one cancels: the third has the place and is told so, in one transaction") {
    Events world;
    CHECK_NOTHROW(Catalog({event_signup()}));
    Context resident = world.of(world.lin);
    CHECK(world.service.fields.front().choices({}, resident) ==
          std::vector<Option>{{open_day, "警营开放日"}, {summer_class, "暑期安全课堂（抽签）"}});
    CHECK(fact(world.sign_up(world.lin), "状态") == "报名成功");
    CHECK(fact(world.sign_up(world.chen), "状态") == "报名成功");
    const Outcome third = world.sign_up(world.wang);
    CHECK(third.code == Code::OK);
    CHECK(fact(third, "状态") == "候补");
    CHECK(fact(third, "候补顺序") == "第1位");
    CHECK(world.record(world.wang).state == "WAITLIST");
    // One sign-up a person and event, and nothing is left of a second.
    CHECK(world.sign_up(world.lin).code == Code::DUPLICATE);
    CHECK(world.sign_up(world.wang).code == Code::DUPLICATE);
    CHECK(world.stores.records.list_by_resident(world.wang.id).size() == 1);
    CHECK(fact(world.sign_up(world.zhao), "候补顺序") == "第2位");
    CHECK(world.sign_up(world.bound("li", "李雷", "440199199003073039", "13500135000")).code == Code::QUOTA_FULL);
    for (const db::Resident* each : {&world.lin, &world.chen, &world.wang}) CHECK(world.told(*each) == 0);

    CHECK(outcome_of(world.cancel(world.lin)).code == Code::OK);
    CHECK(world.record(world.lin).state == "CANCELLED");
    CHECK(world.record(world.wang).state == "CONFIRMED");
    CHECK(world.stores.records.history(world.record(world.wang).id).back().who == db::name_of(db::By::clock));
    CHECK(world.told(world.wang) == 1);
    CHECK(world.told(world.lin) == 0);
    CHECK(world.told(world.zhao) == 0);
    CHECK(fact(world.shown(world.zhao), "候补顺序") == "第1位");
    // Whoever cancelled is a newcomer.
    world.now += std::chrono::minutes{1};
    CHECK(fact(world.sign_up(world.lin), "候补顺序") == "第2位");
    // Out of the list, too.
    CHECK(outcome_of(world.cancel(world.zhao)).code == Code::OK);
    CHECK(fact(world.shown(world.lin), "候补顺序") == "第1位");
    // More places: whoever waits has them, by the job.
    world.column(open_day, "capacity") = std::int64_t{3};
    CHECK(move_up(sign_ups(), world.pool(open_day), world.by_clock()) == 1);
    CHECK(world.record(world.lin).state == "CONFIRMED");
    CHECK(move_up(sign_ups(), world.pool(open_day), world.by_clock()) == 0);
    // Not offered yet, or no longer.
    world.column(open_day, "opens") = world.now + std::chrono::hours{1};
    CHECK(world.service.fields.front().choices({}, resident).size() == 1);
}

TEST_CASE("a cancellation that cannot tell who is next does not happen either") {
    Events world;
    for (const db::Resident* each : {&world.lin, &world.chen, &world.wang}) world.sign_up(*each);
    world.sql->execute("DROP TABLE outbox");
    CHECK_THROWS_AS(world.cancel(world.lin), db::SqlError);
    CHECK(world.record(world.lin).state == "CONFIRMED");
    CHECK(world.record(world.wang).state == "WAITLIST");
    CHECK(world.stores.pools.position(world.pool(open_day).key, world.wang.id) == 1);
}

TEST_CASE("a record that has ended or does not open stops nobody: the next one moves up") {
    Events world;
    for (const db::Resident* each : {&world.lin, &world.chen, &world.wang, &world.zhao}) world.sign_up(*each);
    world.sql->execute("UPDATE records SET state = 'CANCELLED' WHERE id = ?", {world.record(world.wang).id});
    CHECK(outcome_of(world.cancel(world.lin)).code == Code::OK);
    CHECK(world.record(world.zhao).state == "CONFIRMED");
    CHECK_FALSE(world.stores.pools.find(world.pool(open_day).key, world.wang.id));
    world.now += std::chrono::minutes{1};
    world.sign_up(world.lin);
    world.sql->execute("UPDATE records SET answers = 'k1:AAAA' WHERE resident = ? AND state = 'WAITLIST'", {world.lin.id});
    CHECK(outcome_of(world.cancel(world.chen)).code == Code::OK);
    CHECK(world.stores.pools.find(world.pool(open_day).key, world.lin.id)->state == db::PoolEntry::State::placed);
}

TEST_CASE("lots: the commitment is shown before, the seed after, and the places are who it says") {
    Events world;
    const std::vector<const db::Resident*> all{&world.lin, &world.chen, &world.wang, &world.zhao};
    std::vector<db::PoolEntry> entries;
    std::string commitment;
    for (const db::Resident* each : all) {
        const Outcome outcome = world.sign_up(*each, summer_class);
        CHECK(fact(outcome, "状态") == "已报名，待抽签");
        CHECK(fact(outcome, "种子").empty());
        commitment = fact(outcome, "种子的SHA-256");
        CHECK(commitment.size() == 64);
        entries.push_back({.holder = each->id, .id = fact(outcome, "抽签号")});
    }
    CHECK(world.sign_up(world.lin, summer_class).code == Code::DUPLICATE);
    const Pool pool = world.pool(summer_class);
    CHECK_FALSE(draw_lots(sign_ups(), pool, world.by_clock()));
    world.now = *pool.drawn_at;
    const auto late = world.bound("li", "李雷", "440199199003073039", "13500135000");
    CHECK(world.sign_up(late, summer_class).code == Code::TOO_LATE);
    CHECK(draw_lots(sign_ups(), pool, world.by_clock()));
    CHECK(draw_lots(sign_ups(), pool, world.by_clock()));
    const std::string seed = fact(world.shown(world.lin), "种子");
    CHECK(wechat::hex_encode(wechat::sha256(seed)) == commitment);
    const auto order = db::drawn_order(seed, entries);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const db::Resident& its = **std::ranges::find(all, order[i].holder, [](const db::Resident* each) { return each->id; });
        CHECK(world.record(its).state == (i < 2 ? "CONFIRMED" : "WAITLIST"));
        CHECK(world.told(its) == 1);
        CHECK(fact(world.shown(its), "候补顺序") == (i < 2 ? "" : "第" + std::to_string(i - 1) + "位"));
    }
    world.column(summer_class, "most_waiting") = std::int64_t{1};
    CHECK(world.sign_up(late, summer_class).code == Code::QUOTA_FULL);
}
