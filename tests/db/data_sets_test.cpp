#include <chrono>

#include "servers.h"

using namespace db_tests;

namespace {

db::Person person(int number, const std::string& name = "") {
    const std::string digits = std::to_string(1'000'000'000 + number);
    return {.name = name.empty() ? "姓名" + std::to_string(number % 5000) : name,
            .id_no = "44010519" + digits,
            .sex = number % 2 == 0 ? 'F' : 'M',
            .birth_year = 1950 + number % 60,
            .area = number % 3 == 0 ? "440105" : "440106"};
}

}  // namespace

TEST_CASE_TEMPLATE("population: nothing matches before a load, and a new load replaces the old whole", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    db::migrate(*sql);
    db::Population population(*sql, shared_vault());
    CHECK_FALSE(population.loaded().has_value());
    CHECK_FALSE(population.matches("张三", person(1).id_no));

    auto first = population.import_set();
    CHECK(first.add({person(1, "张三"), person(2, "张三"), person(3, "李四"), person(3, "李四")}) == 3);
    CHECK(first.add({person(1, "张三"), person(61, "张三")}) == 1);
    CHECK_FALSE(population.matches("张三", person(1).id_no));
    first.finish("2016-03-31", 77);
    CHECK(population.matches("张三", person(1).id_no));
    CHECK_FALSE(population.matches("李四", person(1).id_no));
    CHECK_FALSE(population.matches("张三", person(99).id_no));
    CHECK(population.loaded()->people == 4);
    CHECK(population.loaded()->data_date == "2016-03-31");
    CHECK(population.loaded()->loaded_at == 77);

    const auto counts = population.name_counts("张三");
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].sex == 'F');
    CHECK(counts[0].count == 1);
    CHECK(counts[1].sex == 'M');
    CHECK(counts[1].birth_year == 1951);
    CHECK(counts[1].count == 2);
    CHECK(population.name_counts("张三", 'M').size() == 1);
    CHECK(population.name_counts("张三", 0, "440106").size() == 2);
    CHECK(population.name_counts("张三", 0, "440105").empty());
    CHECK(population.name_counts("李四", 0, "4401").size() == 1);
    CHECK(population.name_counts("王五").empty());

    auto second = population.import_set();
    second.add({person(3, "李四")});
    auto third = population.import_set();
    third.add({person(1, "张三")});
    second.finish("2016-04-30", 88);
    CHECK_FALSE(population.matches("张三", person(1).id_no));
    CHECK(population.matches("李四", person(3).id_no));
    CHECK(sql->query("SELECT COUNT(*) FROM population").at(0).integer(0) == 1);
    // The import that ran beside it lost its rows and must not become the data in force.
    CHECK_THROWS_WITH(third.add({person(4)}), doctest::Contains("ended"));
    CHECK_THROWS_WITH(third.finish("2016-05-31", 99), doctest::Contains("ended"));
    CHECK(population.loaded()->data_date == "2016-04-30");
}

TEST_CASE_TEMPLATE("population: 50,000 rows load in seconds and are replaced in seconds", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    db::migrate(*sql);
    db::Population population(*sql, shared_vault());
    std::vector<db::Person> people;
    for (int i = 0; i < 50'000; ++i) people.push_back(person(i));
    for (int round = 0; round < 2; ++round) {
        const auto start = std::chrono::steady_clock::now();
        auto import = population.import_set();
        CHECK(import.add(people) == 50'000);
        import.finish("2016-03-31", 1);
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
        MESSAGE(std::string(Side::name) << ": load " << round + 1 << " of 50,000 rows took " << took.count() << " ms");
    }
    CHECK(population.matches("姓名17", person(17).id_no));
    CHECK(sql->query("SELECT COUNT(*) FROM population").at(0).integer(0) == 50'000);
}
