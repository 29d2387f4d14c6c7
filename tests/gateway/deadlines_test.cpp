// Every record whose time has come is given to its service, whatever becomes of the others.
#include "gateway/jobs/deadlines.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "db/lifecycle.h"
#include "gateway/log.h"
#include "job_world.h"
#include "tests/db/spoil.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

struct World : job_tests::JobWorld {
    std::set<std::string> failing;        // titles of records whose service throws
    std::map<std::string, int> attempts;  // by title
    services::Catalog catalog{{service("first"), service("second")}};
    Deadlines deadlines{catalog, stores, metrics, live(),
                        [](const Config&, const std::string& document, services::Instant) { return document; }};

    World() : JobWorld([](const std::string&, const wechat::HttpRequest&) { return wechat::HttpResponse{}; }) {
        for (const services::Service& each : catalog.all()) config->figures.settings[each.id];
    }

    services::Service service(const std::string& id) {
        return {.id = id,
                .title = "服务" + id,
                .kind = services::Kind::report,
                .words = {"词" + id},
                .parameters = {{"open_hours", std::int64_t{1}, "Hours it stays open."}},
                .submit = [](const services::Answers&, services::Context&) { return services::Outcome{}; },
                .life = &life(),
                .acts = {{.verb = "close", .effect = [this](db::Transaction&, db::Record& record, services::Answers&, services::Context&) {
                              ++attempts[record.title];
                              if (failing.contains(record.title)) throw std::runtime_error("the department does not answer");
                              return std::optional<services::Result>();
                          }}}};
    }
    static const db::Lifecycle& life() {
        static const db::Lifecycle table{
            .begins = "OPEN",
            .states = {{.id = "OPEN", .shown = "开", .ticks = {{"open_hours", db::Unit::hours, "close"}}}, {.id = "CLOSED", .shown = "关"}},
            .moves = {{"close", {"OPEN"}, "CLOSED", db::By::clock}}};
        return table;
    }
    std::string make(const std::string& title, std::int64_t overdue_for, const std::string& of = "first") {
        return stores.records
            .create({.service = of,
                     .title = title,
                     .resident = {},
                     .draft = wechat::random_hex(16),
                     .state = "OPEN",
                     .answers = "{}",
                     .summary = "{}",
                     .due_at = seconds() - overdue_for,
                     .day = "20261130",
                     .now = seconds() - overdue_for})
            .record.id;
    }
    std::string state(const std::string& id) { return sql->query("SELECT state FROM records WHERE id = ?", {id}).at(0).text(0); }
    /// As the thread would: a look every second.
    void pass(std::chrono::seconds time) {
        for (const auto end = now + time; now < end; now += 1s) deadlines.round(now);
    }
};

/// What is logged meanwhile is of no interest.
struct Quiet {
    std::ostringstream logged;
    Quiet() { log::write_to(&logged); }
    ~Quiet() { log::write_to(nullptr); }
};

}  // namespace

TEST_CASE("sixty records that always fail do not hide the one that came after them") {
    const Quiet quiet;
    World world;
    for (int i = 0; i < 61; ++i) {
        const std::string title = "坏" + std::to_string(i);
        world.make(title, 1000);
        world.failing.insert(title);
    }
    // The last in every order there is: by deadline and by id.
    const db::Row last = world.sql->query("SELECT id, title FROM records ORDER BY id DESC LIMIT 1").at(0);
    const std::string good = last.text(0), other = world.make("另", 1, "second");
    world.failing.erase(last.text(1));
    world.sql->execute("UPDATE records SET due_at = ? WHERE id = ?", {world.seconds() - 1, good});
    world.pass(2s);
    CHECK(world.state(good) == "CLOSED");
    CHECK(world.state(other) == "CLOSED");
}

TEST_CASE("a record whose service fails comes again, each time later, until it does not") {
    const Quiet quiet;
    World world;
    const std::string id = world.make("难", 1);
    world.failing.insert("难");
    world.pass(1s);
    CHECK(world.attempts["难"] == 1);
    world.pass(9s);
    CHECK(world.attempts["难"] == 1);
    world.pass(11s);
    CHECK(world.attempts["难"] == 2);
    world.pass(600s);
    CHECK(world.attempts["难"] >= 4);
    CHECK(world.attempts["难"] <= 8);
    world.failing.clear();
    world.pass(3600s);
    CHECK(world.state(id) == "CLOSED");
}

TEST_CASE("a record that does not open stops no other, and is told of once a day") {
    const Quiet quiet;
    World world;
    const std::string bad = world.make("坏", 1000), good = world.make("好", 1);
    db_tests::spoil(*world.sql, "records", "answers", bad);
    world.pass(600s);
    CHECK(world.state(good) == "CLOSED");
    CHECK(world.state(bad) == "OPEN");
    CHECK(world.attempts["坏"] == 0);
    CHECK(world.metrics.render().find(R"(rows_unreadable_total{table="records"} 1)") != std::string::npos);
    world.now += std::chrono::days{1};
    world.pass(1s);
    CHECK(world.metrics.render().find(R"(rows_unreadable_total{table="records"} 2)") != std::string::npos);
}
