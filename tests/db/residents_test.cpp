#include <thread>

#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;
using Binding = db::Residents::Binding;

namespace {

std::string new_openid() { return random_token("o"); }

std::string new_id_no() {
    return "440105" + std::to_string(100000000000 + static_cast<long long>(std::stoul(wechat::random_hex(4), nullptr, 16)));
}

}  // namespace

TEST_CASE_TEMPLATE("a resident is made once for an openid and rises by mobile and identity", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& residents = shared_stores<Side>().residents;
    const std::string openid = new_openid(), id_no = new_id_no();
    CHECK_FALSE(residents.find_by_alias({"W", openid}).has_value());
    const db::Resident made = residents.create_or_get({"W", openid}, 1000);
    CHECK(made.level == 0);
    CHECK(made.mobile.empty());
    CHECK(residents.create_or_get({"W", openid}, 2000).id == made.id);
    CHECK(residents.create_or_get({"A", openid}, 2000).id != made.id);

    residents.set_mobile(made.id, "13800138000", 1500);
    CHECK(residents.find(made.id)->level == 1);
    CHECK(residents.bind_identity(made.id, "张三", id_no, 1600) == Binding::bound);
    residents.set_mobile(made.id, "13900139000", 1700);
    const db::Resident full = residents.find_by_alias({"W", openid}).value();
    CHECK(full.level == 2);
    CHECK(full.name == "张三");
    CHECK(full.id_no == id_no);
    CHECK(full.mobile == "13900139000");
    CHECK(full.mobile_at == 1700);
    CHECK(full.verified_at == 1600);

    residents.unbind(made.id);
    const db::Resident empty = residents.find(made.id).value();
    CHECK(empty.level == 0);
    CHECK((empty.name + empty.id_no + empty.mobile).empty());
    CHECK_THROWS_AS(residents.unbind("nobody"), std::logic_error);
    CHECK_THROWS_AS(residents.set_mobile("nobody", "1", 1), std::logic_error);
    CHECK_THROWS_AS(residents.bind_identity("nobody", "a", new_id_no(), 1), std::logic_error);
}

TEST_CASE_TEMPLATE("openids that differ only in case are two residents", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& residents = shared_stores<Side>().residents;
    const std::string tail = wechat::random_hex(10);
    CHECK(residents.create_or_get({"W", "oA" + tail}, 1).id != residents.create_or_get({"W", "oa" + tail}, 1).id);
}

TEST_CASE_TEMPLATE("an ID number belongs to one resident at a time", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& residents = shared_stores<Side>().residents;
    const std::string id_no = new_id_no();
    const std::string one = residents.create_or_get({"W", new_openid()}, 1).id, two = residents.create_or_get({"W", new_openid()}, 1).id;
    CHECK(residents.bind_identity(one, "张三", id_no, 2) == Binding::bound);
    CHECK(residents.bind_identity(one, "张三", id_no, 3) == Binding::bound);
    CHECK(residents.bind_identity(two, "张三", id_no, 3) == Binding::taken);
    CHECK(residents.find(two)->level == 0);
    residents.unbind(one);
    CHECK(residents.bind_identity(two, "张三", id_no, 4) == Binding::bound);
}

TEST_CASE_TEMPLATE("threads with one new openid get one resident", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    auto& residents = shared_stores<Side>().residents;
    const std::string openid = new_openid();
    std::vector<std::string> ids(12);
    std::vector<std::thread> threads;
    for (std::string& id : ids) threads.emplace_back([&] { id = residents.create_or_get({"W", openid}, 1).id; });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& id : ids) CHECK(id == ids.front());
}

TEST_CASE_TEMPLATE("nothing personal stands in the tables in clear", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::string openid = new_openid(), id_no = new_id_no();
    const std::string id = stores.residents.create_or_get({"W", openid}, 1).id;
    stores.residents.set_mobile(id, "13712345678", 1);
    stores.residents.bind_identity(id, "欧阳清风", id_no, 1);
    std::string all;
    for (const char* sql : {"SELECT id, name, id_no, mobile, id_no_index, mobile_index FROM residents WHERE id = ?",
                            "SELECT alias_index, channel, resident, resident, resident, resident FROM aliases WHERE resident = ?"}) {
        for (const db::Row& row : stores.sql.query(sql, {id})) {
            for (std::size_t column = 0; column < row.size(); ++column) all += row.text(column) + "\n";
        }
    }
    CHECK(all.size() > 300);
    for (const std::string& secret : {openid, id_no, std::string("13712345678"), std::string("欧阳清风")}) {
        CHECK(all.find(secret) == std::string::npos);
    }
}

TEST_CASE_TEMPLATE("a sealed column copied to another resident does not open", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::string one = stores.residents.create_or_get({"W", new_openid()}, 1).id;
    const std::string two = stores.residents.create_or_get({"W", new_openid()}, 1).id;
    stores.residents.bind_identity(one, "张三", new_id_no(), 1);
    stores.residents.bind_identity(two, "李四", new_id_no(), 1);
    const std::string stolen = stores.sql.query("SELECT name FROM residents WHERE id = ?", {one}).at(0).text(0);
    stores.sql.execute("UPDATE residents SET name = ? WHERE id = ?", {stolen, two});
    CHECK_THROWS_AS(stores.residents.find(two), db::VaultError);
    CHECK(stores.residents.find(one)->name == "张三");
}

TEST_CASE_TEMPLATE("resident and consent are found together, either without the other", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& residents = stores.residents;
    const auto known = [&](const std::string& openid, const char* service = "bind", const char* version = "v1") {
        return residents.find_with_consent({"W", openid}, service, version);
    };
    const std::string nobody = new_openid(), agreed = new_openid(), bound = new_openid(), both = new_openid();
    stores.consents.record({"W", agreed}, "bind", "v1", 10);
    const db::Resident resident = residents.create_or_get({"W", bound}, 10), second = residents.create_or_get({"W", both}, 10);
    stores.consents.record({"W", both}, "bind", "v1", 10);
    REQUIRE(residents.bind_identity(second.id, "林志远", "44019919900307461" + second.id.substr(0, 1), 20) ==
            db::Residents::Binding::bound);

    CHECK_FALSE(known(nobody).resident);
    CHECK_FALSE(known(nobody).has_agreed);
    CHECK_FALSE(known(agreed).resident);
    CHECK(known(agreed).has_agreed);
    CHECK(known(bound).resident.value().id == resident.id);
    CHECK_FALSE(known(bound).has_agreed);
    CHECK(known(both).resident.value().id == second.id);
    CHECK(known(both).resident->name == "林志远");
    CHECK(known(both).resident->level == 2);
    CHECK(known(both).has_agreed);
    CHECK_FALSE(known(both, "bind", "v2").has_agreed);
    CHECK_FALSE(known(both, "other").has_agreed);
    CHECK(known(both, "other").resident.value().id == second.id);
    CHECK_FALSE(residents.find_with_consent({"A", both}, "bind", "v1").resident);
    CHECK_FALSE(residents.find_with_consent({"A", both}, "bind", "v1").has_agreed);

    // Of a version that kept no user ids: the alias gets its own here, the consent by Consents::has.
    const std::string key = db::subject_key(stores.vault, {"W", both});
    stores.sql.execute("UPDATE aliases SET user_sealed = NULL WHERE alias_index = ?", {key});
    stores.sql.execute("UPDATE consents SET user_sealed = NULL WHERE subject = ?", {key});
    CHECK_FALSE(known(both).has_agreed);
    CHECK_FALSE(stores.sql.query("SELECT user_sealed FROM aliases WHERE alias_index = ?", {key}).at(0).is_null(0));
    CHECK(stores.consents.has({"W", both}, "bind", "v1"));
    CHECK(known(both).has_agreed);
}

TEST_CASE_TEMPLATE("consent is per subject, service and text version", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::string openid = new_openid();
    CHECK_FALSE(stores.consents.has({"W", openid}, "bind", "2016-04"));
    stores.consents.record({"W", openid}, "bind", "2016-04", 10);
    stores.consents.record({"W", openid}, "bind", "2016-04", 20);
    CHECK(stores.consents.has({"W", openid}, "bind", "2016-04"));
    CHECK_FALSE(stores.consents.has({"W", openid}, "bind", "2016-05"));
    CHECK_FALSE(stores.consents.has({"W", openid}, "other", "2016-04"));
    CHECK_FALSE(stores.consents.has({"A", openid}, "bind", "2016-04"));
    CHECK(stores.sql.query("SELECT given_at FROM consents WHERE subject = ?", {db::subject_key(stores.vault, {"W", openid})})
              .at(0)
              .integer(0) == 10);
}
