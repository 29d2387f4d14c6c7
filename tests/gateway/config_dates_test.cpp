// What depends on the day the files are read: amounts that services quote, and the end of the calendar.
#include <doctest/doctest.h>

#include <sstream>

#include "config_folder.h"
#include "gateway/commands/check.h"

namespace {

using namespace config_test;
using std::chrono::days;

constexpr auto fees = "fees.json", calendar = "calendar.json";
constexpr auto renewal = R"("id_card_renewal", "yuan": 20, "from": "2016-01-01", "until": null)";

std::string row(const std::string& from, const std::string& until) {
    return R"("id_card_renewal", "yuan": 20, "from": ")" + from + R"(", "until": )" + until;
}

services::Date day(const char* iso) { return services::date_from_iso(iso).value(); }

/// The one problem of the folder on that day, but for those of the sandbox's own values; "" when there is none.
std::string problem(const Folder& folder, services::Date on) {
    auto loaded = gateway::load_config(folder.path(), services::catalog(), on);
    std::erase_if(loaded.problems, [&](const gateway::Problem& each) { return each.file == folder.at("gateway.json"); });
    CAPTURE(listing(loaded));
    REQUIRE(loaded.problems.size() <= 1);
    return loaded.problems.empty() ? "" : loaded.problems[0].text();
}

std::string uncovered(const Folder& folder, const std::string& first_day) {
    const auto text = read(folder.at(fees));
    const auto list = text.find("\"fees\": [") + 8;
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(list), '\n');
    return folder.at(fees) + ":" + std::to_string(line) + ":13: id_card_appointment quotes \"id_card_renewal\", which has no amount on " +
           first_day + ", expected one on every day until 2026-12-31 (loaded_until of calendar.json)";
}

TEST_CASE("an amount a service quotes is there from today until the last bookable day") {
    const Folder folder;
    CHECK(problem(folder, today).empty());
    SUBCASE("the item is missing, or misspelt") {
        folder.edit(fees, "\"id_card_renewal\"", "\"id_card_renewl\"");
        CHECK(problem(folder, today) == uncovered(folder, "2026-11-01"));
    }
    SUBCASE("its row has ended") {
        folder.edit(fees, renewal, row("2016-01-01", "\"2026-10-31\""));
        CHECK(problem(folder, today) == uncovered(folder, "2026-11-01"));
        CHECK(problem(folder, day("2026-11-16")) == uncovered(folder, "2026-11-16"));
    }
    SUBCASE("its row ends before the calendar") {
        folder.edit(fees, renewal, row("2016-01-01", "\"2026-12-30\""));
        CHECK(problem(folder, today) == uncovered(folder, "2026-12-31"));
    }
    SUBCASE("its row begins too late") {
        folder.edit(fees, renewal, row("2026-11-02", "null"));
        CHECK(problem(folder, today) == uncovered(folder, "2026-11-01"));
        CHECK(problem(folder, day("2026-11-02")).empty());
    }
    SUBCASE("one row takes over from the other") {
        folder.edit(fees, renewal, row("2016-01-01", R"("2026-11-30", "basis": "旧标准"}, {"item": )") + row("2026-12-01", "null"));
        CHECK(problem(folder, today).empty());
    }
    SUBCASE("the row ends with the calendar") {
        folder.edit(fees, renewal, row("2016-01-01", "\"2026-12-31\""));
        CHECK(problem(folder, today).empty());
    }
}

TEST_CASE("the id card service names every item it quotes") { CHECK(services::catalog().find("id_card_appointment")->fees.size() == 4); }

TEST_CASE("check warns 45 days before the calendar ends, and serve goes on") {
    const auto at = [](const Folder& folder) { return folder.at(calendar) + ":8:21: warning: \"loaded_until\": 2026-12-31 "; };
    const Folder folder;
    const auto last = day("2026-12-31");
    CHECK(problem(folder, last - days{45}).empty());
    CHECK(problem(folder, last - days{44}) == at(folder) + "is 44 days away, expected the next notice below and its last day here");
    CHECK(problem(folder, last + days{1}) ==
          at(folder) + "is past and nothing can be booked, expected the next notice below and its last day here");
    std::ostringstream out;
    CHECK(gateway::check(folder.path(), services::catalog(), last, out) == 0);
    CHECK(out.str().find("is 0 days away") != std::string::npos);
    CHECK(gateway::load_config(folder.path(), services::catalog(), last).config != nullptr);
}

}  // namespace
