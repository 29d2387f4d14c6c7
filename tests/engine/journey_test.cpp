// Every service of the catalog, from its title to an OK end, by the examples of its fields; whoever adds a service is covered before
// writing a test.
#include <doctest/doctest.h>

#include <chrono>

#include "readme_example.h"
#include "walk.h"
#include "world.h"

using namespace engine_tests;

namespace {

constexpr int most_steps = 60;

bool is_level_raised(const services::Service& service) { return service.level != services::Level::L0; }

/// Goes on until the same question is asked as before; the answers must then be the same again.
void answer_until(Walker& walker, const std::string& place) {
    for (int step = 0; step < most_steps && walker.place() != place; ++step) walker.answer();
    REQUIRE(walker.place() == place);
}

/// 上一步 takes one answer back; the same answer leads to the same place.
void step_back_and_return(World& world, Walker& walker) {
    const services::Session before = walker.session();
    const std::string place = walker.place();
    const Reply reply = world.say(walker.who().openid, "上一步");
    REQUIRE(walker.is_talking());
    const services::Session after = walker.session();
    CHECK(after.current->service == before.current->service);
    CHECK(after.current->draft == before.current->draft);
    if (reply.has("已经是第一步了")) {
        CHECK(walker.place() == place);
    } else {
        CHECK(after.current->answers.size() < before.current->answers.size());  // with what was proposed since
        answer_until(walker, place);
    }
    CHECK(walker.session().current->answers == before.current->answers);
    CHECK(walker.session().asked.ids == before.asked.ids);
}

/// Another resident walks as far and leaves.
void cancel_at(World& world, const services::Service& service, const Citizen& who, int step) {
    prepare(world, who, service.id);
    Walker walker(world, who);
    walker.open(service.id);
    for (int done = 0; done < step; ++done) walker.answer();
    REQUIRE(walker.is_talking());
    const std::string place = walker.place();
    CAPTURE(place);
    const auto submitted = world.rows("records");
    // What stands on the screen comes first, and there 取消 is what is done to an appointment.
    const Reply reply = world.say(who.openid, place.ends_with("/@act") ? "退出" : "取消");
    CHECK_MESSAGE((reply.has("已取消") || reply.has("没有改动任何内容")), reply.shown());
    const services::Session after = walker.session();
    CHECK_FALSE(after.current);
    CHECK_FALSE(after.under);
    CHECK(after.asked.key == "@given_up");  // and can be taken up again
    CHECK(world.holds() == 0);
    CHECK(world.rows("records") == submitted);
}

struct Walk {
    int steps = 0;
    bool bound_in_the_middle = false;
};

Walk walk_through(World& world, const services::Service& service, const Citizen& who) {
    prepare(world, who, service.id);
    const int before = world.submissions(service.id, "OK");
    Walker walker(world, who);
    const Reply opened = walker.open(service.id);
    REQUIRE_MESSAGE(walker.is_talking(), opened.shown());
    Walk walk;
    for (; walk.steps < most_steps && walker.is_talking(); ++walk.steps) {
        const std::string place = walker.place();  // a capture is evaluated when it is printed
        CAPTURE(place);
        const services::Session session = walker.session();
        walk.bound_in_the_middle |= session.under && session.current->service == "bind_identity" && session.under->service == service.id;
        step_back_and_return(world, walker);
        world.rebuild();
        REQUIRE(walker.session().current->draft == session.current->draft);
        walker.answer();
    }
    CHECK_FALSE(walker.is_talking());
    CHECK_FALSE(walker.session().under);
    CHECK_MESSAGE(world.submissions(service.id, "OK") == before + 1, walker.last().shown());
    CHECK(world.holds() == 0);
    return walk;
}

void journey(Pair pair, const services::Catalog& catalog, const services::Service& service) {
    // To ask for the plan of each statement takes a while.
    const auto patient = [](gateway::Config& config) { config.answer_deadline = std::chrono::minutes(1); };
    World world(pair, {.catalog = &catalog, .configure = patient, .explains = true});
    const Walk walk = walk_through(world, service, citizen(0));
    const bool was_known = service.id == "my_appointments";  // whoever has an appointment is bound
    CHECK(walk.bound_in_the_middle == (is_level_raised(service) && !was_known));
    for (int step = 0; step < walk.steps; ++step) cancel_at(world, service, citizen(step + 1), step);
    CHECK(world.failures() == 0);
    for (const std::string& each : world.slow_statements()) FAIL_CHECK(each);
}

void journeys(Pair pair) {
    if (!available(pair)) return;
    for (const services::Service& service : services::catalog().all()) {
        SUBCASE(service.id.c_str()) { journey(pair, services::catalog(), service); }
    }
}

}  // namespace

TEST_CASE("every service comes to a good end on SQLite and memory") { journeys(Pair::embedded); }
TEST_CASE("every service comes to a good end on MySQL and Redis") { journeys(Pair::servers); }
TEST_CASE("so does the example of README.md") { journey(Pair::embedded, readme_catalog(), readme_example()); }
