#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "config_folder.h"
#include "gateway/commands/check.h"
#include "gateway/config/json.h"
#include "gateway/config/schema.h"

namespace {

using namespace config_test;

services::Date day(int year, unsigned month, unsigned d) { return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(d); }

TEST_CASE("the shipped files are good") {
    std::ostringstream out;
    CHECK_MESSAGE(gateway::check(shipped, services::catalog(), today, out) == 0, out.str());
    CHECK(out.str().find("need a restart: listen.host") != std::string::npos);
    CHECK(out.str().find(" 0 errors") != std::string::npos);
}

TEST_CASE("the schemas beside the files are the generated ones") {
    for (const auto& file : gateway::config_files())
        CHECK_MESSAGE(read(shipped + "/" + gateway::schema_file(file)) == gateway::schema_of(file, services::catalog()),
                      gateway::schema_file(file), " is not current. Write it anew with: police-gateway schema --config deploy/config");
}

TEST_CASE("schemas are JSON and speak of every key") {
    for (const auto& file : gateway::config_files()) {
        const auto schema = gateway::schema_of(file, services::catalog());
        REQUIRE(gateway::json::parse(schema).root);
        for (const auto& key : gateway::keys_of(file, services::catalog())) {
            const auto name = std::string(gateway::name_of(key.path));
            if (!name.empty() && !name.ends_with("]") && name != "*") CHECK(schema.find("\"" + name + "\": {") != std::string::npos);
        }
    }
}

/// Whether the line, or an earlier line of the same block of comments, explains what stands on it.
bool is_commented(const std::vector<std::string>& lines, int line) {
    if (line < 2) return false;
    const auto above = lines[static_cast<std::size_t>(line) - 2];
    return above.find("//") != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

const gateway::json::Member* member(const gateway::json::Node& root, std::string_view path) {
    const auto dot = path.find('.');
    for (const auto& candidate : root.members)
        if (candidate.name == path.substr(0, dot))
            return dot == std::string_view::npos ? &candidate : member(candidate.value, path.substr(dot + 1));
    return nullptr;
}

TEST_CASE("gateway.json has every key, with its comment above it") {
    const std::string file = "gateway.json";
    const auto text = read(shipped + "/" + file);
    const auto lines = lines_of(text);
    const auto parsed = gateway::json::parse(text);
    REQUIRE(parsed.root);
    const auto keys = gateway::keys_of(file, services::catalog());
    for (const auto& key : keys) {
        // What stands in an item of a list is explained once, above the first.
        if (key.path.empty() || key.path.find("[]") != std::string::npos) continue;
        const auto* found = member(*parsed.root, key.path);
        CHECK_MESSAGE(found != nullptr, file, " lacks ", key.path, ", ", key.fallback, ": ", key.doc);
        if (found == nullptr) continue;
        CHECK_MESSAGE(is_commented(lines, found->place.line), file, ":", found->place.line, ": no comment above ", key.path);
        if (key.restart)
            CHECK_MESSAGE(lines[static_cast<std::size_t>(found->place.line) - 2].find("Needs a restart") != std::string::npos, file,
                          ": the comment of ", key.path, " does not say that it needs a restart");
    }
}

/// The figures of the shipped files.
const services::Figures& shipped_figures() {
    static const auto loaded = gateway::load_config(shipped, services::catalog(), today);
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    return loaded.config->figures;
}

/// A department's file and its rows of the table.
struct DepartmentFile {
    std::string file, text = read(shipped + "/" + file);
    std::vector<std::string> lines = lines_of(text);
    gateway::json::Parsed parsed = gateway::json::parse(text);
    gateway::Keys keys = gateway::keys_of(file, services::catalog());

    const std::string& line(int number) const { return lines.at(static_cast<std::size_t>(number) - 1); }
    /// Null when it is none.
    const services::ParameterSpec* parameter(const gateway::Key& key) const {
        const auto* service = services::catalog().find(gateway::parent_of(key.path));
        if (service == nullptr) return nullptr;
        const auto found = std::ranges::find(service->parameters, gateway::name_of(key.path), &services::ParameterSpec::key);
        return found == service->parameters.end() ? nullptr : &*found;
    }
    bool is_parameter(const gateway::Key& key) const { return parameter(key) != nullptr; }
};

std::vector<DepartmentFile> department_files() {
    std::vector<DepartmentFile> all;
    for (const auto& department : gateway::departments()) {
        all.push_back({.file = "services/" + department + ".json"});
        REQUIRE(all.back().parsed.root);
    }
    return all;
}

TEST_CASE("what every service's entry may have is explained at the head of each file, with its default") {
    const auto files = department_files();
    std::set<std::pair<std::string, std::string>> common;  // how the line begins and ends
    for (const auto& it : files)
        for (const auto& key : it.keys)
            if (!gateway::parent_of(key.path).empty() && !key.path.ends_with("[]") && !it.is_parameter(key))
                common.emplace("//     \"" + std::string(gateway::name_of(key.path)) + "\": " + key.fallback + " ", "  " + key.doc);
    CHECK(common.size() == 8);
    for (const auto& it : files) {
        const auto head = lines_of(it.text.substr(0, it.text.find("\n{")));
        for (const auto& [begin, end] : common) {
            const auto is_it = [&](const std::string& line) { return line.starts_with(begin) && line.ends_with(end); };
            CHECK_MESSAGE(std::ranges::count_if(head, is_it) == 1, it.file, ": no one line of its head is ", begin, end);
        }
    }
}

TEST_CASE("a service's entry has title, switch and notice; its parameters as the program has them; what differs, and nothing else") {
    for (const auto& it : department_files()) {
        for (const auto& key : it.keys) {
            if (key.path.empty() || key.path.find("[]") != std::string::npos) continue;
            const auto* found = member(*it.parsed.root, key.path);
            const auto name = gateway::name_of(key.path);
            const bool is_service = gateway::parent_of(key.path).empty();
            const bool is_wanted = is_service || it.is_parameter(key) || name == "enabled" || name == "notice";
            CHECK_MESSAGE((found != nullptr || !is_wanted), it.file, " lacks ", key.path, "; add under it:\n    // ", key.doc, "\n    \"",
                          name, "\": ", is_service ? "{\"enabled\": true, \"notice\": \"\"}" : key.fallback, ",");
            if (found == nullptr) continue;
            const auto& line = it.line(found->place.line);
            const bool is_default = line.find("\"" + std::string(name) + "\": " + key.fallback + ",") != std::string::npos;
            if (is_service || it.is_parameter(key))
                CHECK_MESSAGE(it.line(found->place.line - 1).ends_with("// " + key.doc), it.file, ":", found->place.line,
                              ": not explained above it: ", key.doc);
            if (const auto* parameter = it.parameter(key))  // a table has many lines
                CHECK_MESSAGE((shipped_figures().of(gateway::parent_of(key.path)).parameters.at(parameter->key) == parameter->fallback),
                              it.file, ":", found->place.line, ": the program's default is ", key.fallback);
            if (!is_wanted) CHECK_MESSAGE(!is_default, it.file, ":", found->place.line, ": this is the default, which needs no line");
        }
    }
}

TEST_CASE("the other files explain every key in a comment") {
    for (const auto* file : {"offices.json", "calendar.json", "fees.json", "menu.json", "operators.json"}) {
        std::string comments;
        const auto lines = lines_of(read(shipped + "/" + file));
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (lines[i].find("//") != std::string::npos) comments += lines[i] + (i + 1 < lines.size() ? lines[i + 1] : "") + "\n";
        for (const auto& key : gateway::keys_of(file, services::catalog())) {
            const auto name = std::string(gateway::name_of(key.path));
            if (name.empty() || name.ends_with("]") || name == "*" || key.path.find("position.") != std::string::npos) continue;
            CHECK_MESSAGE(comments.find(name) != std::string::npos, file, " explains ", name, " nowhere");
        }
    }
}

TEST_CASE("every file says where its schema is") {
    for (const auto& file : gateway::config_files()) {
        const auto schema = gateway::schema_file(file);
        CHECK(read(shipped + "/" + file).find("\"$schema\": \"./" + schema.substr(schema.rfind('/') + 1) + "\"") != std::string::npos);
    }
}

TEST_CASE("calendar, fees and places read as the catalogue has them") {
    const auto loaded = gateway::load_config(shipped, services::catalog(), today);
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    const auto& figures = loaded.config->figures;

    CHECK(figures.calendar.exceptions.size() == 24 + 6 + 33 + 6);
    CHECK(figures.calendar.loaded_until == day(2026, 12, 31));
    CHECK_FALSE(figures.calendar.is_working_day(day(2026, 10, 7)));
    CHECK(figures.calendar.is_working_day(day(2026, 10, 8)));
    CHECK(figures.calendar.is_working_day(day(2026, 10, 10)));
    CHECK_FALSE(figures.calendar.is_working_day(day(2026, 10, 11)));
    CHECK(figures.calendar.is_working_day(day(2016, 2, 14)));

    CHECK(figures.fee("id_card_renewal", day(2026, 11, 30)).count == 2000);
    CHECK(figures.fee("id_card_lost_or_damaged", day(2026, 11, 30)).count == 4000);
    CHECK(figures.fee("id_card_first_issue", day(2018, 3, 31)).count == 2000);
    CHECK(figures.fee("id_card_first_issue", day(2018, 4, 1)).count == 0);
    CHECK(figures.fee("hk_macau_endorsement_single", day(2017, 6, 30)).count == 2000);
    CHECK(figures.fee("hk_macau_endorsement_single", day(2017, 7, 1)).count == 1500);
    CHECK(figures.fee("hk_macau_permit", day(2026, 1, 1)).count == 6000);

    int bureaus = 0, shown = 0;
    std::set<std::string> districts;
    for (const auto& office : figures.offices) {
        bureaus += office.kind == "bureau" ? 1 : 0;
        if (!office.verified_on) continue;
        ++shown;
        districts.insert(office.district);
        CHECK_MESSAGE(office.name.find("演示") != std::string::npos, office.id, " is shown but nobody has verified it");
        CHECK((office.kind != "station" || office.receives("id_card_appointment")));
        CHECK_FALSE(office.open_on(day(2026, 11, 30), figures.calendar).empty());
    }
    CHECK(bureaus == 11);
    CHECK(districts.size() == 11);
    CHECK(shown >= 22);

    for (const auto& service : services::catalog().all())
        for (const auto& parameter : service.parameters) CHECK(figures.of(service.id).parameters.contains(parameter.key));
}

TEST_CASE("a demonstration hall has evenings in summer, a machine in the street is open around the clock") {
    const auto loaded = gateway::load_config(shipped, services::catalog(), today);
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    const auto& figures = loaded.config->figures;
    const auto closes = [&](const char* id, services::Date on) {
        const auto open = figures.office(id)->open_on(on, figures.calendar);
        return open.empty() ? "closed" : services::clock(open.back().closes);
    };
    REQUIRE(figures.office("demo_hall_tianhe") != nullptr);
    CHECK(closes("demo_hall_tianhe", day(2026, 6, 30)) == "17:30");
    CHECK(closes("demo_hall_tianhe", day(2026, 7, 1)) == "20:00");
    CHECK(closes("demo_hall_tianhe", day(2026, 8, 31)) == "20:00");
    CHECK(closes("demo_hall_tianhe", day(2026, 9, 1)) == "17:30");
    CHECK(closes("demo_hall_tianhe", day(2026, 10, 1)) == "closed");
    CHECK(closes("demo_machine_tianhe_1", day(2026, 10, 1)) == "24:00");
    CHECK(figures.office("demo_machine_tianhe_1")->handles == std::vector<std::string>{"港澳通行证团队旅游再次签注"});
    for (const std::string_view kind : {"hall", "machine", "claim_point"}) {
        std::set<std::string> districts;
        for (const auto& office : figures.offices)
            if (office.kind == kind && office.verified_on) districts.insert(office.district);
        CHECK_MESSAGE(districts.size() >= 4, kind);
    }
}

TEST_CASE("seasons that follow each other, or of other years, do not overlap") {
    const Folder folder;
    folder.edit("offices.json", "\"seasons\": []",
                R"("seasons": [{"from": "11-01", "until": "02-29", "hours": {}}, {"from": "03-01", "until": "06-30", "hours": {}},
                               {"from": "2027-07-01", "until": "2027-07-31", "hours": {"sunday": ["09:00-12:00"]}},
                               {"from": "2028-07-31", "until": "2028-08-31", "hours": {}}])");
    const auto loaded = folder.load();
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    const auto& office = loaded.config->figures.offices.front();
    REQUIRE(office.seasons.size() == 4);
    CHECK_FALSE(office.seasons.front().year);
    CHECK(office.seasons[2].year == std::chrono::year{2027});
    CHECK(office.seasons[2].until == std::chrono::July / 31);
    CHECK(office.open_on(day(2027, 7, 4), loaded.config->figures.calendar).size() == 1);
    CHECK(office.open_on(day(2028, 7, 2), loaded.config->figures.calendar).empty());
}

}  // namespace
