// The audit chain: whatever is done to its rows by whoever has the database, but not the keys, is found, and said where.
#include <thread>

#include "db/rekey.h"
#include "servers.h"

using namespace db_tests;

namespace {

bool anything(const db::AuditRow&, const std::string&) { return true; }

db::AuditEntry entry(int n) {
    return {.at = 1000 + n, .who = "zhang", .action = "menu push", .about = "n" + std::to_string(n), .detail = "细节" + std::to_string(n)};
}

// A database of its own with five rows.
template <typename Side>
struct Chain {
    Chain() {
        db::migrate(*sql);
        for (int n = 1; n <= 5; ++n) audit.append(entry(n));
    }
    std::string verdict(const std::optional<db::AuditHead>& noted = std::nullopt) {
        return audit.verify(anything, noted).bad.value_or("whole");
    }
    db::AuditHead head() { return audit.verify(anything).head; }

    std::unique_ptr<Database> database = Side::make();
    std::unique_ptr<db::Sql> sql = database->open({.timeout = std::chrono::seconds(10), .borrow = std::chrono::seconds(30)});
    std::string k1 = db::new_key_file("k1"), i1 = db::new_key_file("i1");
    db::Vault vault{k1, i1};
    db::Audit audit{*sql, vault};
};

}  // namespace

TEST_CASE("a head is read as it is written, and nothing else is one") {
    const std::string hash(64, 'a');
    CHECK(db::AuditHead::from("12:" + hash) == db::AuditHead{12, hash});
    CHECK(db::AuditHead::from("0:") == db::AuditHead{});
    for (const std::string& bad : {std::string(), std::string("12"), std::string("12:"), "12:" + hash + "a", ":" + hash, "x:" + hash,
                                   "-1:" + hash, "0:" + hash, "12:" + std::string(64, 'g')}) {
        CAPTURE(bad);
        CHECK_FALSE(db::AuditHead::from(bad));
    }
}

TEST_CASE_TEMPLATE("an empty chain is whole, unless a head of it was noted", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    const db::AuditHead noted = chain.head();
    chain.sql->execute("DELETE FROM audit");
    chain.sql->execute("DELETE FROM audit_head");
    CHECK(chain.verdict() == "whole");
    CHECK(chain.head().seq == 0);
    CHECK(chain.verdict(noted) == "the chain is empty, and row 5 was noted");
}

TEST_CASE_TEMPLATE("rows are listed as they were appended, and their detail is nowhere to be read", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    CHECK(chain.verdict() == "whole");
    CHECK(chain.head().seq == 5);
    const auto rows = chain.audit.list(1004);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].head.seq == 4);
    CHECK(rows[1].head == chain.head());
    CHECK(rows[1].entry.who == "zhang");
    CHECK(rows[1].entry.about == "n5");
    CHECK(rows[1].entry.detail == "细节5");
    CHECK(chain.sql->query("SELECT detail FROM audit WHERE seq = 5").at(0).text(0).find("细节") == std::string::npos);
}

TEST_CASE_TEMPLATE("edit, delete, insert, reorder, cut the tail: found", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    const auto after = [&](std::initializer_list<const char*> statements) {
        for (const char* statement : statements) chain.sql->execute(statement);
        return chain.verdict();
    };
    const std::string changed = "row 3 was changed, or made without the key";
    SUBCASE("who") { CHECK(after({"UPDATE audit SET who = 'li' WHERE seq = 3"}) == changed); }
    SUBCASE("when") { CHECK(after({"UPDATE audit SET acted_at = acted_at + 1 WHERE seq = 3"}) == changed); }
    SUBCASE("what") { CHECK(after({"UPDATE audit SET action = 'qr' WHERE seq = 3"}) == changed); }
    SUBCASE("about") { CHECK(after({"UPDATE audit SET about = 'n33' WHERE seq = 3"}) == changed); }
    SUBCASE("letters from one column to the next") {
        CHECK(after({"UPDATE audit SET who = 'zhangm', action = 'enu push' WHERE seq = 3"}) == changed);
    }
    SUBCASE("a signature") { CHECK(after({"UPDATE audit SET signature = 'zhang' WHERE seq = 3"}) == changed); }
    SUBCASE("the detail, to an earlier value of its own kind") {
        chain.sql->execute("UPDATE audit SET detail = ? WHERE seq = 3", {chain.vault.seal("x", "audit", "detail", "3")});
        CHECK(chain.verdict() == changed);
    }
    SUBCASE("the detail of another row") {
        const std::string other = chain.sql->query("SELECT detail FROM audit WHERE seq = 2").at(0).text(0);
        chain.sql->execute("UPDATE audit SET detail = ? WHERE seq = 3", {other});
        CHECK(chain.verdict() == "row 3 was changed: its detail does not open");
    }
    SUBCASE("the hash") { CHECK(after({"UPDATE audit SET hash = previous_hash WHERE seq = 3"}) == changed); }
    SUBCASE("a row deleted") { CHECK(after({"DELETE FROM audit WHERE seq = 3"}) == "row 3 is missing"); }
    SUBCASE("the first rows deleted") { CHECK(after({"DELETE FROM audit WHERE seq <= 2"}) == "row 1 is missing"); }
    SUBCASE("a row deleted, and those after it moved up") {
        CHECK(after({"DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 5"})
                  .starts_with("row 3 was changed"));
    }
    const std::string copy = "INSERT INTO audit (seq, acted_at, who, action, about, detail, signature, previous_hash, hash) SELECT ";
    SUBCASE("a row inserted before the first") {
        chain.sql->execute(copy + "0, acted_at, who, action, about, detail, signature, '', hash FROM audit WHERE seq = 1");
        CHECK(chain.verdict() == "row 0 was inserted");
    }
    SUBCASE("a row inserted between, and those after it moved down") {
        after(
            {"UPDATE audit SET seq = 6 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 3"});
        chain.sql->execute(copy + "3, acted_at, who, action, about, detail, signature, hash, hash FROM audit WHERE seq = 2");
        CHECK(chain.verdict().starts_with("row 3 was changed"));
    }
    SUBCASE("a row inserted at the end") {
        chain.sql->execute(copy + "6, acted_at, who, action, about, detail, signature, hash, hash FROM audit WHERE seq = 5");
        CHECK(chain.verdict().starts_with("row 6 was changed"));
        // The next act finds a place all the same, and does not hide it.
        CHECK(chain.audit.append(entry(6)).seq == 7);
        CHECK(chain.verdict().starts_with("row 6 was changed"));
    }
    SUBCASE("two rows in each other's place") {
        CHECK(after({"UPDATE audit SET seq = 99 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4",
                     "UPDATE audit SET seq = 4 WHERE seq = 99"})
                  .starts_with("row 3 was changed"));
    }
    SUBCASE("what two rows say, exchanged with all but their places") {
        const auto rows = chain.sql->query("SELECT about, hash FROM audit WHERE seq IN (2, 3) ORDER BY seq");
        chain.sql->execute("UPDATE audit SET about = ?, hash = ? WHERE seq = 2", {rows[1].text(0), rows[1].text(1)});
        chain.sql->execute("UPDATE audit SET about = ?, hash = ? WHERE seq = 3", {rows[0].text(0), rows[0].text(1)});
        CHECK(chain.verdict().starts_with("row 2 was changed"));
    }
    SUBCASE("the chain led round a row") {
        CHECK(after({"UPDATE audit SET previous_hash = '' WHERE seq = 3"}) == "row 3 does not follow the row before it");
    }
    SUBCASE("the tail cut") { CHECK(after({"DELETE FROM audit WHERE seq > 3"}) == "the tail is cut: rows 4 to 5 are missing"); }
    SUBCASE("all rows gone") { CHECK(after({"DELETE FROM audit"}) == "the tail is cut: rows 1 to 5 are missing"); }
    SUBCASE("the tail cut, and the next act appended") {
        chain.sql->execute("DELETE FROM audit WHERE seq > 3");
        chain.audit.append(entry(6));
        CHECK(chain.verdict() == "row 4 is missing");
    }
    SUBCASE("the head gone") { CHECK(after({"DELETE FROM audit_head"}) == "the head is missing"); }
    SUBCASE("the head gone, and the next act appended under a new key") {
        chain.sql->execute("DELETE FROM audit_head");
        CHECK(chain.audit.append(entry(6)).seq == 6);
        CHECK(chain.verdict() == "row 1 was changed, or made without the key");
    }
    SUBCASE("the head changed") {
        CHECK(after({"UPDATE audit_head SET head = chain_key"}) == "the head was changed, or the key file lacks its key");
    }
    SUBCASE("the head changed, while acts go on; and put back") {
        const std::string head = chain.sql->query("SELECT head FROM audit_head").at(0).text(0);
        chain.sql->execute("UPDATE audit_head SET head = chain_key");
        CHECK(chain.audit.append(entry(6)).seq == 6);
        CHECK(chain.audit.append(entry(7)).seq == 7);
        CHECK(chain.verdict() == "the head was changed, or the key file lacks its key");
        CHECK(chain.audit.list(1006).size() == 2);
        chain.sql->execute("UPDATE audit_head SET head = ?", {head});
        CHECK(chain.verdict() == "row 6 does not follow the row before it");
    }
    SUBCASE("a detail changed: the list shows the rest") {
        chain.sql->execute("UPDATE audit SET detail = signature WHERE seq = 3");
        const auto rows = chain.audit.list(0);
        REQUIRE(rows.size() == 5);
        CHECK(rows[2].entry.who == "zhang");
        CHECK(rows[2].entry.detail == "(does not open)");
        CHECK(rows[4].entry.detail == entry(5).detail);
    }
}

TEST_CASE_TEMPLATE("a rewrite without the key is found, one by an older copy only by a noted head", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    const db::AuditHead fifth = chain.head();
    SUBCASE("another chain under the same rows, with keys of the stranger's own") {
        Chain<Side> strange;
        for (const char* column : {"detail", "hash", "previous_hash"}) {
            for (int seq = 1; seq <= 5; ++seq) {
                const std::string name = column;
                const auto value = strange.sql->query("SELECT " + name + " FROM audit WHERE seq = ?", {std::int64_t{seq}}).at(0).text(0);
                chain.sql->execute("UPDATE audit SET " + name + " = ? WHERE seq = ?", {value, std::int64_t{seq}});
            }
        }
        CHECK(chain.verdict() == "row 1 was changed: its detail does not open");
        const auto head = strange.sql->query("SELECT chain_key, head FROM audit_head").at(0);
        chain.sql->execute("UPDATE audit_head SET chain_key = ?, head = ?", {head.text(0), head.text(1)});
        CHECK(chain.verdict() == "the head was changed, or the key file lacks its key");
    }
    SUBCASE("hashes anew over rows that say something else, by SHA-256 without the key") {
        chain.sql->execute("UPDATE audit SET who = 'li', hash = ? WHERE seq = 5", {std::string(64, '0')});
        CHECK(chain.verdict() == "row 5 was changed, or made without the key");
    }
    SUBCASE("an older head put back with its rows") {
        const auto older = chain.sql->query("SELECT head FROM audit_head").at(0).text(0);
        const db::AuditHead sixth = chain.audit.append(entry(6));
        CHECK(chain.verdict(fifth) == "whole");
        CHECK(chain.verdict(sixth) == "whole");
        chain.sql->execute("DELETE FROM audit WHERE seq = 6");
        chain.sql->execute("UPDATE audit_head SET head = ?", {older});
        CHECK(chain.verdict() == "whole");
        CHECK(chain.verdict(sixth) == "row 6, which was noted, is missing");
        chain.audit.append(entry(66));
        CHECK(chain.verdict(sixth) == "row 6 is not the one that was noted");
    }
}

TEST_CASE_TEMPLATE("a signature is over the entry, its place and all before it", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    std::string signed_text;
    const auto head =
        chain.audit.append(entry(6), [&](const std::string& text) { return "S" + std::to_string((signed_text = text).size()); });
    int asked = 0;
    const auto check = [&](const db::AuditRow& row, const std::string& text) {
        ++asked;
        return row.head.seq < 6 ? row.signature.empty() : row.signature[0] == 'S' && text == signed_text;
    };
    CHECK_FALSE(chain.audit.verify(check).bad);
    CHECK(asked == 6);
    CHECK(chain.audit.verify(check).head == head);
    const auto refuse = [](const db::AuditRow& row, const std::string&) { return row.head.seq != 6; };
    CHECK(chain.audit.verify(refuse).bad == "row 6 is not signed by zhang");
    CHECK(chain.audit.verify(refuse).head.seq == 5);
}

TEST_CASE_TEMPLATE("an entry is in the chain only if its transaction is", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    const auto fails = [&] {
        chain.sql->transaction([&](db::Transaction& transaction) {
            chain.audit.append(transaction, entry(6));
            throw std::runtime_error("no");
        });
    };
    CHECK_THROWS_WITH(fails(), "no");
    CHECK(chain.verdict() == "whole");
    CHECK(chain.head().seq == 5);
}

TEST_CASE_TEMPLATE("whoever appends at once gets a place each, while others verify", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    chain.sql->execute("DELETE FROM audit");
    chain.sql->execute("DELETE FROM audit_head");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 25; ++n) chain.audit.append(entry(n));
        });
    }
    for (int n = 0; n < 10; ++n) CHECK(chain.verdict() == "whole");
    for (std::thread& thread : threads) thread.join();
    CHECK(chain.verdict() == "whole");
    CHECK(chain.head().seq == 100);
}

TEST_CASE_TEMPLATE("another data key: everything moves, nothing of the chain changes", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    Chain<Side> chain;
    const db::AuditHead before = chain.head();
    const std::string k2 = db::new_key_file("k2");
    const db::Vault both(k2 + chain.k1, chain.i1), only(k2, chain.i1);
    db::Audit not_yet(*chain.sql, only);
    CHECK(not_yet.verify(anything).bad == "the head was changed, or the key file lacks its key");
    CHECK(db::needing_sealing_key(*chain.sql, "k1").size() == 3);

    db::rekey(*chain.sql, both, 2, [](const db::Rekeyed&) {});
    CHECK(db::needing_sealing_key(*chain.sql, "k1").empty());
    db::Audit after(*chain.sql, only);
    CHECK_FALSE(after.verify(anything, before).bad);
    CHECK(after.append(entry(6)).seq == 6);
    CHECK_FALSE(after.verify(anything, before).bad);
    CHECK(after.list(0).front().entry.detail == "细节1");
}
