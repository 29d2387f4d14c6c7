// How often one message asks the stores: every question is a round trip that its resident waits for.
#include <doctest/doctest.h>

#include <cstdio>
#include <map>
#include <string>

#include "walk.h"
#include "world.h"

using namespace engine_tests;

namespace {

/// The most, by what is answered: statements with begin and end of transactions, and of the Kv the turn's two trips, the test's own look at
/// the session, and what the service asks. The slot is one that nobody has wanted yet: its row is made first, which takes seven of these.
const std::map<std::string, World::Counts> most{
    {"(opened)", {3, 2}}, {"@consent", {3, 3}}, {"business", {3, 3}}, {"photo_receipt", {1, 3}}, {"district", {3, 5}},
    {"site", {2, 4}},     {"date", {2, 4}},     {"slot", {13, 5}},    {"@review", {13, 5}},
};

}  // namespace

TEST_CASE("a booking asks the stores no more often than it must") {
    World world(Pair::embedded);
    const Citizen who = citizen(0);
    world.bind(who, 2);
    Walker walker(world, who);
    World::Counts before = world.counts();
    walker.open("id_card_appointment");
    std::string answered = "(opened)";
    for (std::size_t step = 0; step < most.size(); ++step) {
        const World::Counts cost = world.counts() - before;
        std::printf("%20s: %2d statements, %d trips to the Kv\n", answered.c_str(), cost.statements, cost.trips);
        CAPTURE(answered);
        CHECK(cost.statements <= most.at(answered).statements);
        CHECK(cost.trips <= most.at(answered).trips);
        if (!walker.is_talking()) break;
        answered = walker.session().asked.key;
        before = world.counts();
        walker.answer();
    }
    CHECK(walker.last().has("预约成功"));
}
