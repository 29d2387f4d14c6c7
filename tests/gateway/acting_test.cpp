// Who may act: operators of operators.json by their personal tokens, and the rows they leave.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <regex>
#include <sstream>

#include "config_folder.h"
#include "gateway/commands/acting.h"
#include "gateway/commands/audit.h"
#include "gateway/config/personal_token.h"
#include "gateway/world.h"

namespace {

using namespace config_test;
using gateway::Act;
using gateway::Proof;

const Act push{.action = "menu push", .about = "menu", .detail = "细节", .role = "publisher"};
const Act drop{.action = "keys drop", .about = "data k1", .detail = "", .role = "keys", .people = 2};

/// An installation of its own, SQLite, with three operators: zhang publishes, li and wang have keys.
struct Office {
    explicit Office(bool has_operators = true) {
        folder.edit("gateway.json", "sqlite:var/police.db", "sqlite:" + folder.at("var/police.db"));
        folder.edit("gateway.json", "var/data.key", folder.at("var/data.key"));
        folder.edit("gateway.json", "var/index.key", folder.at("var/index.key"));
        if (!has_operators) return;
        std::string list;
        for (const auto& [id, role] : {std::pair{"zhang", "publisher"}, {"li", "keys"}, {"wang", "keys"}})
            list += R"({"id": ")" + std::string(id) + R"(", "name": "某人", "unit": "指挥中心", "roles": [")" + role + R"("], "token": ")" +
                    gateway::new_personal_token(token(id)) + "\"},\n";
        write(folder.at("operators.json"), "{\"operators\": [" + list + "]}");
    }

    std::string token(const std::string& id) const { return folder.at(id + ".token"); }
    Proof proof(const std::string& id) const { return {id, token(id)}; }
    int act(
        const Act& act, const std::vector<Proof>& proofs, const std::function<int()>& work = [] { return 0; }) {
        out.str("");
        return gateway::carry_out(folder.path(), act, proofs, work, out);
    }
    std::string list(std::optional<std::chrono::seconds> since = std::nullopt) const {
        std::ostringstream rows;
        CHECK(gateway::audit_list(folder.path(), since, rows) == 0);
        return rows.str();
    }
    std::pair<int, std::string> verify(const std::string& noted = "") const {
        std::ostringstream said;
        const int code = gateway::audit_verify(folder.path(), noted, said);
        return {code, said.str()};
    }
    void sql(const std::string& statement) const { db::open_sql("sqlite:" + folder.at("var/police.db"))->execute(statement); }

    Folder folder;
    std::ostringstream out;
};

TEST_CASE("a personal token signs, its public part verifies, and nothing else does") {
    const Folder folder;
    const std::string path = folder.at("zhang.token"), part = gateway::new_personal_token(path);
    CHECK(gateway::is_public_part(part));
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK_THROWS_WITH(gateway::new_personal_token(path), doctest::Contains("already exists"));

    const gateway::PersonalToken token(path);
    CHECK(token.public_part() == part);
    const std::string signature = token.sign("a row");
    CHECK(gateway::is_signed_by(part, "a row", signature));
    CHECK_FALSE(gateway::is_signed_by(part, "a Row", signature));
    CHECK_FALSE(gateway::is_signed_by(gateway::new_personal_token(folder.at("li.token")), "a row", signature));
    for (const std::string& bad :
         {std::string(), std::string("x"), signature + "A", (signature.front() == 'A' ? "B" : "A") + signature.substr(1), part})
        CHECK_FALSE(gateway::is_signed_by(part, "a row", bad));
    CHECK_FALSE(gateway::is_signed_by("", "a row", signature));

    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    CHECK_THROWS_WITH(gateway::PersonalToken{path}, doctest::Contains("others than its owner may read"));
    write(folder.at("nonsense"), "nonsense");
    REQUIRE(::chmod(folder.at("nonsense").c_str(), 0600) == 0);
    CHECK_THROWS_WITH(gateway::PersonalToken{folder.at("nonsense")}, doctest::Contains("holds no Ed25519 key"));
}

TEST_CASE("with nobody in operators.json acts are unnamed, and in production refused") {
    Office office(false);
    CHECK(office.act(push, {}) == 0);
    CHECK(office.list().find("unnamed  menu push  menu  细节\n") != std::string::npos);
    CHECK(office.verify().first == 0);
    CHECK_THROWS_WITH(office.act(push, {{"zhang", "x"}}), "operators.json has no operator \"zhang\"");

    gateway::Config config;
    config.production = true;
    CHECK_THROWS_WITH(gateway::actors_of(config, push, {}), doctest::Contains("in production only an operator may do this"));
}

TEST_CASE("an act takes its role and the token that operators.json names; what is refused does nothing and leaves no row") {
    Office office;
    int done = 0;
    const auto refused = [&](const Act& act, const std::vector<Proof>& proofs, const std::string& why) {
        CAPTURE(why);
        CHECK_THROWS_WITH(office.act(act, proofs, [&] { return done++; }), doctest::Contains(why.c_str()));
    };
    refused(push, {}, "say who you are: --as ID --token FILE");
    refused(push, {office.proof("zhang"), office.proof("li")}, "say who you are");
    refused(push, {office.proof("li")}, "li lacks the role publisher, which menu push takes");
    refused(push, {{"zhang", office.token("li")}}, "is not that of zhang");
    refused(push, {{"zhang", office.folder.at("nowhere")}}, "the file is missing");
    refused(push, {{"chen", office.token("zhang")}}, "has no operator \"chen\"");
    refused(drop, {office.proof("li")}, "this takes two operators");
    refused(drop, {office.proof("li"), office.proof("li")}, "li is one person");
    refused(drop, {office.proof("li"), {"wang", office.token("li")}}, "is not that of wang");
    refused(drop, {office.proof("li"), office.proof("zhang")}, "zhang lacks the role keys");
    CHECK(done == 0);
    CHECK(office.list().empty());
}

TEST_CASE("an act stands in the chain before it is done, signed by all who took part; one that failed says so") {
    Office office;
    std::string before;
    CHECK(office.act(push, {office.proof("zhang")}, [&] {
        before = office.list();
        return 0;
    }) == 0);
    CHECK(before.find("zhang  menu push  menu  细节\n") != std::string::npos);
    CHECK(std::regex_match(office.out.str(), std::regex("audited as 1:[0-9a-f]{64}\n")));
    CHECK(office.act(drop, {office.proof("li"), office.proof("wang")}, [] { return 7; }) == 7);
    CHECK(office.list().find("li+wang  keys drop: failed  data k1\n") != std::string::npos);
    CHECK_THROWS_WITH(office.act(push, {office.proof("zhang")}, []() -> int { throw std::runtime_error("no network"); }), "no network");
    CHECK(office.list().find("5  ") != std::string::npos);
    CHECK(office.list().find("zhang  menu push: failed") != std::string::npos);

    const auto [code, said] = office.verify();
    CHECK(code == 0);
    std::smatch head;
    REQUIRE(std::regex_match(said, head, std::regex("whole: 5 row\\(s\\)\nhead (5:[0-9a-f]{64})\n")));
    CHECK(office.verify(head[1]).first == 0);
    CHECK_THROWS_WITH(office.verify("5:x"), doctest::Contains("is no head"));
    CHECK(office.list(std::chrono::hours(1)).size() == office.list().size());
    CHECK(office.list(std::chrono::hours(-1)).empty());

    office.sql("DELETE FROM audit WHERE seq = 5");
    CHECK(office.verify() ==
          std::pair<int, std::string>{1, "NOT WHOLE: the tail is cut: rows 5 to 5 are missing; 4 row(s) before it are right\n"});
}

TEST_CASE("whoever has the data keys still cannot write a row of somebody else's") {
    Office office;
    const auto forge = [&](const std::string& who, const db::AuditSign& sign) {
        const auto config = gateway::configure(office.folder.path());
        gateway::Storage storage(*config);
        storage.stores.audit.append({.at = 1, .who = who, .action = "menu push", .about = "menu", .detail = ""}, sign);
    };
    office.act(push, {office.proof("zhang")});
    SUBCASE("without a signature") {
        forge("zhang", nullptr);
        CHECK(office.verify().second.starts_with("NOT WHOLE: row 2 is not signed by zhang"));
    }
    SUBCASE("with an earlier signature of theirs") {
        const auto config = gateway::configure(office.folder.path());
        gateway::Storage storage(*config);
        const std::string earlier = storage.stores.audit.list(0).front().signature;
        forge("zhang", [&](const std::string&) { return earlier; });
        CHECK(office.verify().second.starts_with("NOT WHOLE: row 2 is not signed by zhang"));
    }
    SUBCASE("with one of two signatures") {
        const gateway::PersonalToken li(office.token("li"));
        forge("li+wang", [&](const std::string& text) { return "li:" + li.public_part() + ":" + li.sign(text); });
        CHECK(office.verify().second.starts_with("NOT WHOLE: row 2 is not signed by li+wang"));
    }
    SUBCASE("with a token of their own under that name: told apart") {
        gateway::new_personal_token(office.token("forged"));
        const gateway::PersonalToken own(office.token("forged"));
        forge("zhang", [&](const std::string& text) { return "zhang:" + own.public_part() + ":" + own.sign(text); });
        const auto [code, said] = office.verify();
        CHECK(code == 0);
        CHECK(said.starts_with("note: 1 row(s) of zhang, from 2 to 2, under another token"));
    }
    SUBCASE("a signature under the name of nobody") {
        forge("unnamed", [](const std::string&) { return "x"; });
        CHECK(office.verify().second.starts_with("NOT WHOLE: row 2 is not signed by unnamed"));
    }
}

}  // namespace
