
#include "db/stores/data_sets.h"
#include "servers.h"

using namespace db_tests;

namespace {

const db::DataSetName people{.id = "population", .key = "id_no", .group = "name"};

std::string id_no(int number) { return "44010519" + std::to_string(1'000'000'000 + number); }

db::DataRow person(int number, const std::string& name = "") {
    return {.key = id_no(number),
            .group = name.empty() ? "姓名" + std::to_string(number % 5000) : name,
            .plain = number % 2 == 0 ? R"({"sex":"F"})" : R"({"sex":"M"})",
            .sealed = "the secret of " + std::to_string(number)};
}

std::int64_t rows(db::Sql& sql, const std::string& table) { return sql.query("SELECT COUNT(*) FROM " + table).at(0).integer(0); }

template <class Side>
struct Opened {
    std::unique_ptr<Database> database = Side::make();
    std::unique_ptr<db::Sql> sql = database->open();
    Opened() { db::migrate(*sql); }
};

}  // namespace

TEST_CASE_TEMPLATE("data sets: nothing is found before a load is whole, and a new load replaces the old one whole", Side, OnSqlite,
                   OnMysql) {
    if (!Side::available()) return;
    const Opened<Side> opened;
    db::Sql& sql = *opened.sql;
    db::DataSets sets(sql, shared_vault());
    CHECK_FALSE(sets.in_force("population"));
    CHECK_FALSE(sets.find(people, id_no(1)));

    auto first = sets.begin(people, 70);
    CHECK(first.add({person(1, "张三"), person(2, "张三"), person(3, "李四"), person(3, "李四")}) == std::vector<std::size_t>{3});
    CHECK(first.add({person(1, "张三"), person(61, "张三")}) == std::vector<std::size_t>{0});
    CHECK_FALSE(sets.find(people, id_no(1)));
    first.finish("2016-03-31", 77);
    const auto found = sets.find(people, id_no(1), "张三");
    REQUIRE(found);
    CHECK(found->plain == R"({"sex":"M"})");
    CHECK(found->sealed == "the secret of 1");
    CHECK(sets.find(people, id_no(1)));
    CHECK_FALSE(sets.find(people, id_no(1), "李四"));
    CHECK_FALSE(sets.find(people, id_no(99)));
    const auto in_force = sets.in_force("population").value();
    CHECK(in_force.rows == 4);
    CHECK(in_force.data_date == "2016-03-31");
    CHECK(in_force.loaded_at == 77);

    const auto counts = sets.counts(people, "张三");
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].plain == R"({"sex":"F"})");
    CHECK(counts[0].rows == 1);
    CHECK(counts[1].rows == 2);
    CHECK(sets.counts(people, "王五").empty());
    CHECK(sets.find_group(people, "张三", 10).size() == 3);
    CHECK(sets.find_group(people, "张三", 2).size() == 2);

    auto second = sets.begin(people, 80);
    second.add({person(3, "李四")});
    auto third = sets.begin(people, 81);
    third.add({person(1, "张三")});
    second.finish("2016-04-30", 88);
    CHECK_FALSE(sets.find(people, id_no(1)));
    CHECK(sets.find(people, id_no(3)));
    CHECK(rows(sql, "data_rows") == 1);
    CHECK(rows(sql, "data_loads") == 1);
    // The import that ran beside it lost its rows and must not come into force.
    CHECK_THROWS_WITH(third.add({person(4)}), doctest::Contains("ended"));
    CHECK_THROWS_WITH(third.finish("2016-05-31", 99), doctest::Contains("ended"));
    CHECK(sets.in_force("population")->data_date == "2016-04-30");
}

TEST_CASE_TEMPLATE("data sets: one is not another, and what an import left behind is swept", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const Opened<Side> opened;
    db::DataSets sets(*opened.sql, shared_vault());
    const db::DataSetName cars{.id = "cars", .key = "id_no"};
    auto load = sets.begin(people, 100);
    load.add({person(1)});
    load.finish("2026-11-01", 101);
    auto other = sets.begin(cars, 102);
    other.add({{.key = id_no(1), .plain = "a car"}});
    other.finish("2026-11-02", 103);
    CHECK(sets.in_force("population"));  // a load of one data set ends none of another
    CHECK(sets.find(cars, id_no(1))->plain == "a car");
    CHECK(sets.find(cars, id_no(1))->sealed.empty());

    auto killed = sets.begin(people, 200);
    killed.add({person(2)});
    auto discarded = sets.begin(people, 201);
    discarded.add({person(3)});
    discarded.discard();
    CHECK(rows(*opened.sql, "data_rows") == 3);
    sets.sweep(200);
    CHECK(rows(*opened.sql, "data_rows") == 3);  // it may still be running
    sets.sweep(201);
    CHECK(rows(*opened.sql, "data_rows") == 2);
    CHECK(rows(*opened.sql, "data_loads") == 2);
}

TEST_CASE_TEMPLATE("data sets: no value can be read where it lies, and none opens elsewhere", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const Opened<Side> opened;
    db::Sql& sql = *opened.sql;
    db::DataSets sets(sql, shared_vault());
    auto load = sets.begin(people, 1);
    load.add({person(1, "张三"), person(2, "李四")});
    load.finish("2026-11-01", 2);
    for (const db::Row& row : sql.query("SELECT key_index, group_index, sealed FROM data_rows")) {
        for (std::size_t column = 0; column < 3; ++column) {
            for (const std::string& plain : {id_no(1), id_no(2), std::string("张三"), std::string("李四"), std::string("secret")})
                CHECK(row.text(column).find(plain) == std::string::npos);
        }
    }
    const auto taken = sql.query("SELECT sealed FROM data_rows WHERE key_index = ?", {shared_vault().index("id_no", id_no(1))});
    sql.execute("UPDATE data_rows SET sealed = ? WHERE key_index = ?", {taken.front().text(0), shared_vault().index("id_no", id_no(2))});
    CHECK_THROWS_AS(sets.find(people, id_no(2)), db::VaultError);
}

TEST_CASE_TEMPLATE("data sets: more rows than one commit and one step of erasing hold are replaced whole", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const Opened<Side> opened;
    db::DataSets sets(*opened.sql, shared_vault());
    std::vector<db::DataRow> many;
    for (int i = 0; i < 12'000; ++i) many.push_back(person(i));
    many[7'777].key = id_no(3);
    for (int round = 0; round < 2; ++round) {
        auto load = sets.begin(people, 1);
        CHECK(load.add(many) == std::vector<std::size_t>{7'777});
        load.finish("2016-03-31", 1);
        CHECK(rows(*opened.sql, "data_rows") == 11'999);
    }
    CHECK(sets.find(people, id_no(17), "姓名17"));
}

TEST_CASE_TEMPLATE("data sets: the population of the version before is found as it was", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const auto database = Side::make();
    const auto sql = database->open();
    std::vector<db::Migration> before = db::migrations();
    while (before.back().number >= 16) before.pop_back();
    db::migrate(*sql, before);
    const auto index = [](const char* kind, const std::string& value) { return shared_vault().index(kind, value); };
    const auto old_row = [&](const std::string& set, int number, const char* sex) {
        sql->execute(
            "INSERT INTO population (data_set, id_index, name_index, sex, birth_year, area) VALUES (?, ?, ?, ?, ?, ?)",
            {set, index("id_no", id_no(number)), index("name", "张三"), std::string(sex), std::int64_t{1990}, std::string("440106")});
    };
    old_row("aaaaaaaa", 1, "M");
    old_row("aaaaaaaa", 2, "F");
    old_row("bbbbbbbb", 3, "F");  // of an import that was never finished
    sql->execute(
        "INSERT INTO population_in_force (one, data_set, people, data_date, loaded_at, index_key) VALUES (1, 'aaaaaaaa', 2, '2026-10-31', "
        "9, ?)",
        {shared_vault().index_key()});
    db::migrate(*sql);
    db::DataSets sets(*sql, shared_vault());
    CHECK(sets.in_force("population")->rows == 2);
    CHECK(sets.in_force("population")->data_date == "2026-10-31");
    CHECK(sets.in_force("population")->index_key == shared_vault().index_key());
    CHECK(sets.find(people, id_no(1), "张三")->plain == R"({"area":"440106","birth":"1990","sex":"M"})");
    CHECK_FALSE(sets.find(people, id_no(3)));
    CHECK(sets.counts(people, "张三").size() == 2);
}
