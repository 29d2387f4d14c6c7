// A department's file becomes a data set whole or not at all, and every fault in it is named by its place.
#include "gateway/data/import.h"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <set>
#include <sstream>

#include "gateway/data/csv.h"
#include "job_world.h"
#include "services/answers/fields.h"
#include "services/form/catalog.h"

using namespace gateway;

namespace {

const services::DataSet& cards() {
    using services::Column, services::Kept;
    static const services::DataSet set{
        .id = "cards",
        .title = "证件",
        .columns = {Column{.name = "id_no", .label = "身份证号码", .type = &services::id_card, .kept = Kept::key},
                    Column{.name = "stage", .label = "环节", .type = &services::choice, .options = {{"NEW", "受理"}, {"DONE", "办结"}}},
                    Column{.name = "since", .label = "日期", .type = &services::date},
                    Column{.name = "place", .label = "地点", .type = &services::text, .optional = true}}};
    return set;
}

constexpr auto lin = "440199199003074612", chen = "440199198001010020", huang = "440199198001010012";

struct World : job_tests::JobWorld {
    World() : JobWorld([](const std::string&, const wechat::HttpRequest&) { return wechat::HttpResponse{}; }) {}
    services::Figures figures;
    std::vector<std::string> faults;

    Imported load(const std::string& file, ImportOrder order = {.data = cards(), .data_date = "2026-11-29"}) {
        faults.clear();
        order.fault = [this](const ImportFault& fault) { faults.push_back(fault.text()); };
        std::istringstream in(file);
        return import(in, stores.data_sets, {.now = now, .figures = figures}, order);
    }
    std::string stage_of(const std::string& id_no) {
        const auto row = stores.data_sets.find(services::name_of(cards()), id_no);
        return row ? services::readable(*row).at("stage") : "";
    }
    std::int64_t rows() { return stores.sql.query("SELECT COUNT(*) FROM data_rows").at(0).integer(0); }
};

std::string line(const std::string& id_no, const std::string& rest = ",NEW,2026-11-20,") { return id_no + rest + "\n"; }
const std::string header = "id_no,stage,since,place\n";

/// The n-th valid number of an area that was never given out.
std::string id_no(int n) {
    std::string number = "44019919" + std::to_string(50 + n / 8000 % 50) + "0" + std::to_string(1 + n / 1000 % 8) + "01";
    const std::string sequence = std::to_string(1000 + n % 1000);
    number += sequence.substr(1);
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (number[i] - '0') * weights[i];
    return number + "10X98765432"[sum % 11];
}

}  // namespace

TEST_CASE("a file is loaded with its columns in any order, by name or label, and choices by id or label") {
    World world;
    const Imported done = world.load("\xEF\xBB\xBF地点,环节,id_no,since\r\n\"棠下, \"\"东\"\"\",受理," + std::string(lin) +
                                     ",2026/11/20\r\n\r\n,DONE," + chen + ",20261121\r\n");
    CHECK(world.faults == std::vector<std::string>{});
    CHECK(done.rows == 2);
    CHECK(done.is_in_force);
    CHECK(world.stage_of(lin) == "NEW");
    CHECK(world.stage_of(chen) == "DONE");
    const auto row = services::readable(*world.stores.data_sets.find(services::name_of(cards()), lin));
    CHECK(row.at("place") == "棠下, \"东\"");
    CHECK(row.at("since") == "2026-11-20");
    CHECK(world.stores.data_sets.in_force("cards")->data_date == "2026-11-29");
}

TEST_CASE("any fault loads nothing, and leaves what is in force; each is named by line and column, without the value") {
    World world;
    world.load(header + line(lin));
    const Imported done = world.load(header + line(lin, ",DONE,2026-11-20,") + line("440199199003074613") + line(chen, ",LOST,明天,") +
                                     "440199198001010012,NEW\n" + line(lin) + line(huang, ",,2026-11-20,"));
    CHECK_FALSE(done.is_in_force);
    CHECK(world.stage_of(lin) == "NEW");
    CHECK(world.rows() == 1);
    REQUIRE(world.faults.size() == 6);
    CHECK(world.faults[0].starts_with("3: column 1 (id_no): "));
    CHECK(world.faults[1] == "4: column 2 (stage): it is none of: NEW or 受理, DONE or 办结");
    CHECK(world.faults[2].starts_with("4: column 3 (since): it is no date with its year"));
    CHECK(world.faults[3] == "5: it has 2 values, the first line 4");
    CHECK(world.faults[4] == "7: column 2 (stage): it is empty");
    CHECK(world.faults[5] == "6: its key (id_no) is that of an earlier line");
    CHECK(world.load(header + line(lin, ",NEW,2026-02-30,") + line(chen, std::string(",NEW,2026-11-20,a\0b", 20))).faults == 2);
    CHECK(world.faults[0] == "2: column 3 (since): it is no day that there is, such as 2026-11-30");
    CHECK(world.faults[1] == "3: column 4 (place): it has a control character");
    for (const std::string& fault : world.faults) {
        for (const char* value : {"440199199003074613", "LOST", "明天"}) CHECK(fault.find(value) == std::string::npos);
    }
}

TEST_CASE("a hundred faults among ten thousand lines: each is named, nothing is loaded; told so, the others are") {
    World world;
    std::string file = header;
    std::set<std::string> expected;
    for (int n = 0; n < 10'000; ++n) {
        const bool is_faulty = n % 100 == 57;
        file += line(id_no(n), is_faulty ? ",GONE,2026-11-20," : ",NEW,2026-11-20,");
        if (is_faulty) expected.insert(std::to_string(n + 2) + ": column 2 (stage): it is none of: NEW or 受理, DONE or 办结");
    }
    CHECK(world.load(file).faults == 100);
    CHECK(std::set<std::string>(world.faults.begin(), world.faults.end()) == expected);
    CHECK(world.rows() == 0);
    CHECK_FALSE(world.stores.data_sets.in_force("cards"));
    const Imported done = world.load(file, {.data = cards(), .data_date = "2026-11-29", .without_faulty = true});
    CHECK(done.is_in_force);
    CHECK(done.rows == 9'900);
    CHECK(world.rows() == 9'900);
}

TEST_CASE("columns that are missing, unknown or there twice are named, and nothing is read") {
    World world;
    CHECK_FALSE(world.load("id_no,stagge,since,id_no\n" + line(lin)).is_in_force);
    REQUIRE(world.faults.size() == 3);
    CHECK(world.faults[0] == "1: column 2: the data set has no column of this name, did you mean \"stage\"?");
    CHECK(world.faults[1] == "1: column 4 (id_no): it is there twice");
    CHECK(world.faults[2] == "1: there is no column \"stage\" (环节)");
    world.load(line(lin) + line(chen));  // its first line is missing
    for (const std::string& fault : world.faults) CHECK(fault.find(lin) == std::string::npos);
    CHECK(world.faults.front() ==
          "1: column 1: the data set has no column of this name; the first line must name the columns: id_no, stage, since, place");
    const ImportOrder lenient{.data = cards(), .data_date = "2026-11-29", .without_faulty = true};
    CHECK_FALSE(world.load("", lenient).is_in_force);
    CHECK_FALSE(world.load("").is_in_force);
    CHECK(world.faults ==
          std::vector<std::string>{"1: the file is empty; its first line must name the columns: id_no, stage, since, place"});
    CHECK_FALSE(world.load(header, {.data = cards(), .data_date = "2026-11-29", .may_replace = [](std::int64_t rows) { return rows > 0; }})
                    .is_in_force);
    CHECK(world.load(header).is_in_force);  // a department may have nothing
}

TEST_CASE("what is no CSV, or in another encoding, is told with its line, and never loaded in part") {
    World world;
    const ImportOrder lenient{.data = cards(), .data_date = "2026-11-29", .without_faulty = true};
    CHECK_FALSE(world.load(header + line(lin) + line(chen, ",NEW,2026-11-20,\"a\" b"), lenient).is_in_force);
    CHECK(world.faults.front().starts_with("3: a quote stands inside of a value"));
    CHECK_FALSE(world.load(header + line(lin) + line(chen, ",NEW,2026-11-20,\"never closed"), lenient).is_in_force);
    CHECK(world.faults.front().starts_with("3: a quote that is opened here is not closed"));
    CHECK_FALSE(world.load(header + line(lin, ",\xCA\xDC\xC0\xED,2026-11-20,"), lenient).is_in_force);
    CHECK(world.faults.front().starts_with("2: this is not UTF-8"));
    CHECK_FALSE(world.load(header + std::string(70'000, '4'), lenient).is_in_force);
    CHECK(world.faults.front().starts_with("2: the line is longer than 64 KiB"));
    std::string endless = header + lin + std::string(",NEW,2026-11-20,\"");
    for (int i = 0; i < 10; ++i) endless += std::string(60'000, 'x') + "\n";
    CHECK_FALSE(world.load(endless, lenient).is_in_force);
    CHECK(world.faults.front().starts_with("2: the record is longer than 256 KiB"));
    CHECK(world.rows() == 0);

    const ImportOrder from_a_spreadsheet{.data = cards(), .data_date = "2026-11-29", .encoding = "GB18030"};
    CHECK(world.load(header + line(lin, ",\xCA\xDC\xC0\xED,2026-11-20,\xCC\xC4\xCF\xC2"), from_a_spreadsheet).is_in_force);
    CHECK(world.stage_of(lin) == "NEW");
    CHECK_THROWS_AS(world.load(header, {.data = cards(), .data_date = "2026-11-29", .encoding = "latin-99"}), std::invalid_argument);
}

TEST_CASE("a value may have line breaks and commas, and the line of a fault is where its record begins") {
    World world;
    world.load(header + line(lin, ",NEW,2026-11-20,\"一楼\n二楼\n\n三楼\"") + line(chen, ",GONE,2026-11-20,"));
    CHECK(world.faults == std::vector<std::string>{"6: column 2 (stage): it is none of: NEW or 受理, DONE or 办结"});
}

TEST_CASE("of two imports at once the one that ends first is in force, and the other is told") {
    World world;
    auto slow = world.stores.data_sets.begin(services::name_of(cards()), 1);
    CHECK(world.load(header + line(lin)).is_in_force);
    CHECK_THROWS_WITH(slow.finish("2026-11-29", 2), doctest::Contains("ended by another"));
    CHECK(world.rows() == 1);
}

TEST_CASE("the columns' examples of every data set of the catalog are values their types take") {
    for (const services::DataSet* data : services::catalog().data_sets()) {
        CAPTURE(data->id);
        World world;
        services::Answers row;
        const services::Answers example = services::example_of(*data);
        const std::map<std::string, std::string> cells(example.begin(), example.end());
        CHECK(services::read_cells(*data, cells, {.now = world.now, .figures = world.figures}, row).empty());
        CHECK(services::key_of(*data, row) == services::key_of(*data, example));
    }
}
