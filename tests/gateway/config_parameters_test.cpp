// Parameters that are tables: what an administrator may write, what is said of mistakes, and what a service reads.
#include <doctest/doctest.h>

#include "config_folder.h"
#include "gateway/config/schema.h"
#include "tests/authoring/event_signup.h"

namespace {

using namespace config_test;
using services::Holds;
using services::Rows;

/// The catalog and a service with a table of every kind of column, which has a row by default.
const services::Catalog& catalog() {
    static const services::Catalog all = [] {
        auto services = services::catalog().all();
        services.push_back(services::event_signup());
        services::Service kinds{.id = "kinds", .title = "各类列", .department = "security"};
        kinds.submit = [](const services::Answers&, services::Context&) { return services::Outcome{}; };
        kinds.parameters = {{.key = "table",
                             .fallback = Rows{{{{"name", "甲"},
                                                {"yuan", payment::Fen{1550}},
                                                {"on", today},
                                                {"at", services::Minutes{510}},
                                                {"free", true},
                                                {"how", "lot"}}}},
                             .doc = "A table.",
                             .least = 1,
                             .most = 3,
                             .columns = {{.key = "name", .doc = "A text.", .most = 5},
                                         {.key = "yuan", .holds = Holds::money, .doc = "An amount.", .most = 100},
                                         {.key = "on", .holds = Holds::date, .doc = "A day.", .unique = true},
                                         {.key = "at", .holds = Holds::time, .doc = "A time.", .optional = true},
                                         {.key = "free", .holds = Holds::flag, .doc = "A flag."},
                                         {.key = "how", .holds = Holds::one_of, .doc = "A word.", .words = {"first_come", "lot"}}}}};
        services.push_back(std::move(kinds));
        return services::Catalog(std::move(services));
    }();
    return all;
}

constexpr const char* community = "services/community.json";
constexpr const char* good =
    R"({"id": "open_day", "title": "警营开放日", "capacity": 60, "most_waiting": 20, "opens": "2026-11-01 09:00"})";

/// What is said of the events, and of the kinds, written in lines of their own from line 2 on.
gateway::Loaded load(const Folder& folder, const std::string& rows) {
    folder.edit(community, "{\n", "{\n\"event_signup\": {\"events\": [\n" + rows + "\n]},\n");
    return gateway::load_config(folder.path(), catalog(), today);
}

gateway::Loaded load_kinds(const Folder& folder, const std::string& rows) {
    folder.edit("services/security.json", "{\n", "{\n\"kinds\": {\"table\": [\n" + rows + "\n]},\n");
    return gateway::load_config(folder.path(), catalog(), today);
}

int line_of_first_row(const Folder& folder, const std::string& file, const std::string& list) {
    const std::string text = read(folder.at(file));
    const auto at = static_cast<std::ptrdiff_t>(text.find(list));
    return 2 + static_cast<int>(std::count(text.begin(), text.begin() + at, '\n'));
}

TEST_CASE("a table of the file is what the service reads, in order") {
    const Folder folder;
    const auto loaded = load(folder, std::string(good) + R"(,
        {"id": "summer_class", "title": "暑期安全课堂", "capacity": 2, "most_waiting": 0, "opens": "2026-11-02 09:00",
         "drawn_at": "2026-11-20 12:00"})");
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    const auto& events = loaded.config->figures.of("event_signup").rows("events");
    REQUIRE(events.size() == 2);
    CHECK(events[0].text("title") == "警营开放日");
    CHECK(events[0].integer("capacity") == 60);
    CHECK(events[0].moment("opens") == services::instant_from_iso("2026-11-01 09:00"));
    CHECK_FALSE(events[0].has("drawn_at"));
    CHECK_THROWS_AS(events[0].moment("drawn_at"), std::out_of_range);
    CHECK_THROWS_AS(events[0].text("capacity"), std::out_of_range);
    CHECK(events[1].moment("drawn_at") == services::instant_from_iso("2026-11-20 12:00"));
    CHECK(services::find_row(events, "id", "summer_class") == &events[1]);
    CHECK(services::find_row(events, "id", "winter_class") == nullptr);
}

TEST_CASE("a table that is not written has the program's rows; every kind of column reads back as it was") {
    const Folder folder;
    const auto unwritten = gateway::load_config(folder.path(), catalog(), today);
    REQUIRE_MESSAGE(unwritten.config, listing(unwritten));
    CHECK(unwritten.config->figures.of("event_signup").rows("events").empty());
    const auto* kinds = catalog().find("kinds");
    CHECK((unwritten.config->figures.of("kinds").parameters.at("table") == kinds->parameters.front().fallback));

    const auto written =
        load_kinds(folder, R"({"name": "甲", "yuan": 15.5, "on": "2026-11-01", "at": "08:30", "free": true, "how": "lot"})");
    REQUIRE_MESSAGE(written.config, listing(written));
    CHECK((written.config->figures.of("kinds").parameters.at("table") == kinds->parameters.front().fallback));
}

struct Mistake {
    const char* row;  // after a good one
    const char* message;
};

void check_refused(const Folder& folder, const gateway::Loaded& loaded, const char* file, const char* list, const Mistake& mistake) {
    const int line = line_of_first_row(folder, file, list) + 1;
    const std::string wanted = folder.at(file) + ":" + std::to_string(line) + ":";
    CHECK(loaded.config == nullptr);
    const auto listed = listing(loaded);
    const auto at = listed.find(wanted);
    CHECK_MESSAGE(at != std::string::npos, listed);
    CHECK_MESSAGE(listed.find(mistake.message) != std::string::npos, mistake.row, "\n", listed);
}

TEST_CASE("what administrators get wrong in a row is named at its place") {
    const std::vector<Mistake> mistakes{
        {R"({"id": "b", "titel": "乙", "capacity": 1, "most_waiting": 0, "opens": "2026-11-01 09:00"})", "did you mean \"title\"?"},
        {R"({"id": "b", "capacity": 1, "most_waiting": 0, "opens": "2026-11-01 09:00"})",
         "\"title\" is missing, expected text in double quotes, 1 to 20 characters"},
        {R"({"id": "b", "title": "", "capacity": 1, "most_waiting": 0, "opens": "2026-11-01 09:00"})", "\"title\": 0 characters"},
        {R"({"id": "b", "title": "乙", "capacity": 0, "most_waiting": 0, "opens": "2026-11-01 09:00"})",
         "0 is out of range, expected a whole number from 1 to 100000"},
        {R"({"id": "b", "title": "乙", "capacity": "1", "most_waiting": 0, "opens": "2026-11-01 09:00"})", "without quotes"},
        {R"({"id": "b", "title": "乙", "capacity": 1, "most_waiting": 0, "opens": "2026-11-31 09:00"})",
         "\"2026-11-31 09:00\" is not valid, expected a date and time in Guangzhou"},
        {R"({"id": "open-day", "title": "乙", "capacity": 1, "most_waiting": 0, "opens": "2026-11-01 09:00"})",
         "\"open-day\" is not valid, expected an id"},
        {R"({"id": "open_day", "title": "乙", "capacity": 1, "most_waiting": 0, "opens": "2026-11-01 09:00"})",
         "\"id\": \"open_day\" stands on line "},
        {R"({"id": "b", "title": "乙", "capacity": 1, "most_waiting": 0, "opens": "2026-11-02 09:00", "drawn_at": "2026-11-01 09:00"})",
         "\"drawn_at\": 2026-11-01 09:00 is before opens (2026-11-02 09:00), expected that or later"},
        {R"("open_day")", "\"events\" is text, expected an object in { }"},
    };
    for (const Mistake& mistake : mistakes) {
        const Folder folder;
        const auto loaded = load(folder, std::string(good) + ",\n" + mistake.row);
        check_refused(folder, loaded, community, "\"events\": [", mistake);
    }
}

TEST_CASE("bounds of every kind of column, and of how many rows there are") {
    const std::string row = R"({"name": "甲", "yuan": 1, "on": "2026-11-01", "free": false, "how": "lot"})";
    const std::vector<Mistake> mistakes{
        {R"({"name": "甲乙丙丁戊己", "yuan": 1, "on": "2026-11-02", "free": false, "how": "lot"})", "6 characters, expected 1 to 5"},
        {R"({"name": "甲", "yuan": 1.555, "on": "2026-11-02", "free": false, "how": "lot"})", "more than two decimals"},
        {R"({"name": "甲", "yuan": 101, "on": "2026-11-02", "free": false, "how": "lot"})", "101 yuan is out of range"},
        {R"({"name": "甲", "yuan": 1, "on": "2026-02-30", "free": false, "how": "lot"})", "expected a date like"},
        {R"({"name": "甲", "yuan": 1, "on": "2026-11-01", "free": false, "how": "lot"})", "\"on\": \"2026-11-01\" stands on line "},
        {R"({"name": "甲", "yuan": 1, "on": "2026-11-02", "at": "8:30", "free": false, "how": "lot"})", "expected a time like \"17:00\""},
        {R"({"name": "甲", "yuan": 1, "on": "2026-11-02", "free": 0, "how": "lot"})", "\"free\" is a number, expected true or false"},
        {R"({"name": "甲", "yuan": 1, "on": "2026-11-02", "free": false, "how": "lots"})", "did you mean \"lot\"?"},
    };
    for (const Mistake& mistake : mistakes) {
        const Folder folder;
        const auto loaded = load_kinds(folder, row + ",\n" + mistake.row);
        check_refused(folder, loaded, "services/security.json", "\"table\": [", mistake);
    }
    const Folder none, many;
    CHECK(listing(load_kinds(none, "")).find("\"table\": 0 entries, expected 1 to 3") != std::string::npos);
    std::string rows = row;
    for (const char* day : {"02", "03", "04"}) rows += ",\n" + std::string(row).replace(row.find("11-01") + 3, 2, day);
    CHECK(listing(load_kinds(many, rows)).find("\"table\": 4 entries, expected 1 to 3") != std::string::npos);
}

TEST_CASE("the schema has the columns, which of them must be there, and the default") {
    const auto schema = gateway::schema_of(community, catalog());
    CHECK(schema.find("\"required\": [\"id\", \"title\", \"capacity\", \"most_waiting\", \"opens\"]") != std::string::npos);
    CHECK(schema.find("When the lots are drawn; null: first come, first served.") != std::string::npos);
    CHECK(gateway::schema_of("services/security.json", catalog()).find("15.5") != std::string::npos);
}

TEST_CASE("a spec that cannot be checked is refused when the program starts") {
    const auto with = [](services::ParameterSpec parameter) {
        services::Service service = services::event_signup();
        service.parameters = {std::move(parameter)};
        return std::vector<services::Service>{std::move(service)};
    };
    CHECK_THROWS_WITH(services::Catalog(with({.key = "a", .fallback = Rows{}, .doc = "A."})), doctest::Contains("a table without columns"));
    CHECK_THROWS_WITH(services::Catalog(with({.key = "a", .fallback = "x", .doc = "A.", .columns = {{.key = "b", .doc = "B."}}})),
                      doctest::Contains("has columns and is none"));
    const auto table = [&](std::vector<services::ColumnSpec> columns) {
        return with({.key = "a", .fallback = Rows{}, .doc = "A.", .columns = std::move(columns)});
    };
    CHECK_THROWS_WITH(services::Catalog(table({{.key = "b", .doc = "B."}, {.key = "b", .doc = "B."}})), doctest::Contains("occurs twice"));
    CHECK_THROWS_WITH(services::Catalog(table({{.key = "b", .holds = Holds::one_of, .doc = "B."}})), doctest::Contains("one of no words"));
    CHECK_THROWS_WITH(services::Catalog(table({{.key = "b", .holds = Holds::date, .doc = "B.", .not_before = "c"},
                                               {.key = "c", .holds = Holds::date, .doc = "C."}})),
                      doctest::Contains("cannot be compared with c"));
    CHECK_THROWS_WITH(services::Catalog(table({{.key = "b", .holds = Holds::date, .doc = "B."},
                                               {.key = "c", .holds = Holds::moment, .doc = "C.", .not_before = "b"}})),
                      doctest::Contains("cannot be compared with b"));
}

}  // namespace
