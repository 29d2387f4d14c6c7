#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "db/vault.h"
#include "wechat/bytes.h"

using db::Vault;
using db::VaultError;

TEST_CASE("what is sealed opens at its place only") {
    const Vault vault(db::new_key_file("k1"), db::new_key_file("i1"));
    const std::string sealed = vault.seal("张三丰", "residents", "name", "r1");
    CHECK(sealed.starts_with("k1:"));
    CHECK(vault.open(sealed, "residents", "name", "r1") == "张三丰");
    CHECK(vault.seal("张三丰", "residents", "name", "r1") != sealed);
    CHECK_THROWS_AS(vault.open(sealed, "residents", "name", "r2"), VaultError);
    CHECK_THROWS_AS(vault.open(sealed, "residents", "mobile", "r1"), VaultError);
    CHECK_THROWS_AS(vault.open(sealed, "records", "name", "r1"), VaultError);
    // The parts of the place do not run into each other.
    CHECK_THROWS_AS(vault.open(vault.seal("x", "ab", "c", "d"), "a", "bc", "d"), VaultError);
    CHECK(vault.open(vault.seal("", "t", "c", "r"), "t", "c", "r").empty());
}

TEST_CASE("every changed character is found") {
    const Vault vault(db::new_key_file("k1"), db::new_key_file("i1"));
    const std::string sealed = vault.seal("440105198001011234", "residents", "id_no", "r1");
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        std::string changed = sealed;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        if (changed == sealed) continue;
        CAPTURE(at);
        CHECK_THROWS_AS(vault.open(changed, "residents", "id_no", "r1"), VaultError);
        CHECK_THROWS_AS(vault.open(sealed.substr(0, at), "residents", "id_no", "r1"), VaultError);
    }
    CHECK_THROWS_AS(vault.open(sealed + "A", "residents", "id_no", "r1"), VaultError);
}

TEST_CASE("keys rotate: the first seals, all open, a removed one is missed") {
    const std::string old_key = db::new_key_file("k1"), new_key = db::new_key_file("k2"), index = db::new_key_file("i");
    const Vault before(old_key, index), during(new_key + old_key, index), after("# only the new one\n\n" + new_key, index);
    const std::string old_value = before.seal("x", "t", "c", "r"), new_value = during.seal("x", "t", "c", "r");
    CHECK(during.open(old_value, "t", "c", "r") == "x");
    CHECK(new_value.starts_with("k2:"));
    CHECK(after.open(new_value, "t", "c", "r") == "x");
    CHECK_THROWS_WITH_AS(after.open(old_value, "t", "c", "r"), doctest::Contains("does not hold"), VaultError);
    // The same id with another key does not open either.
    CHECK_THROWS_AS(Vault(db::new_key_file("k1"), index).open(old_value, "t", "c", "r"), VaultError);
}

TEST_CASE("every single-bit change of a sealed value and of a blob is found, and so is every cut") {
    const Vault vault(db::new_key_file("k2") + db::new_key_file("k1"), db::new_key_file("i1"));
    const std::string sealed = vault.seal("440105198001011234", "residents", "id_no", "r1");
    const std::string blob = vault.seal_blob("440105198001011234", "session:{c}");
    int tried = 0;
    const auto all_found = [&](const std::string& good, const auto& open) {
        CHECK(open(good) == "440105198001011234");
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit, ++tried) {
                std::string changed = good;
                changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
                CHECK_THROWS_AS(open(changed), VaultError);
            }
            CHECK_THROWS_AS(open(good.substr(0, at)), VaultError);
            CHECK_THROWS_AS(open(good.substr(at + 1)), VaultError);
            CHECK_THROWS_AS(open(good.substr(0, at) + good.substr(at + 1)), VaultError);
        }
    };
    all_found(sealed, [&](const std::string& value) { return vault.open(value, "residents", "id_no", "r1"); });
    all_found(blob, [&](const std::string& value) { return vault.open_blob(value, "session:{c}"); });
    CHECK(tried == 8 * static_cast<int>(sealed.size() + blob.size()));
}

TEST_CASE("a value swapped with that of another row, column, table or key does not open") {
    const std::string old_key = db::new_key_file("k1"), new_key = db::new_key_file("k2"), index = db::new_key_file("i");
    const Vault before(old_key, index), after(new_key + old_key, index);
    struct Place {
        const char *table, *column, *row;
    };
    const Place places[] = {{"residents", "name", "1"},  {"residents", "name", "2"}, {"residents", "id_no", "1"}, {"records", "name", "1"},
                            {"residents", "name", "11"}, {"residents", "nam", "e1"}, {"resident", "sname", "1"}};
    for (const Vault* writer : {&before, &after}) {
        for (const Place& from : places) {
            const std::string sealed = writer->seal("x", from.table, from.column, from.row);
            for (const Place& to : places) {
                if (&from == &to) {
                    CHECK(after.open(sealed, to.table, to.column, to.row) == "x");
                } else {
                    CHECK_THROWS_AS(after.open(sealed, to.table, to.column, to.row), VaultError);
                }
            }
            // The other key's id before the same bytes.
            const std::string other = (writer == &before ? "k2" : "k1") + sealed.substr(2);
            CHECK_THROWS_AS(after.open(other, from.table, from.column, from.row), VaultError);
            CHECK_THROWS_AS(after.open("k3" + sealed.substr(2), from.table, from.column, from.row), VaultError);
        }
    }
    // A value of one kind of storage in the other.
    CHECK_THROWS_AS(after.open_blob(before.seal("x", "t", "c", "r"), "t"), VaultError);
}

TEST_CASE("keys are exchanged while others use them; each value opens under what its reader knows") {
    const std::string old_key = db::new_key_file("k1"), new_key = db::new_key_file("k2"), i1 = db::new_key_file("i1"),
                      i2 = db::new_key_file("i2");
    Vault vault(old_key, i1);
    const std::string early = vault.seal("x", "t", "c", "r"), found = vault.index("id_no", "1");
    CHECK(vault.sealing_key() == "k1");
    CHECK(vault.indexes("id_no", "1") == std::vector<std::string>{found});

    std::atomic<bool> stop = false;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            while (!stop) {
                const auto names = vault.indexes("id_no", "1");
                if (vault.open(vault.seal("y", "t", "c", "r"), "t", "c", "r") != "y") ++failures;
                if (vault.open(early, "t", "c", "r") != "x") ++failures;
                if (std::ranges::find(names, found) == names.end()) ++failures;
            }
        });
    }
    for (int round = 0; round < 200; ++round) {
        // A key that is known is not dropped while something sealed by it may still be opened.
        vault.renew(old_key + new_key, i1 + i2);
        vault.renew(new_key + old_key, i2 + i1);
    }
    stop = true;
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);

    vault.renew(old_key + new_key, i1 + i2);
    vault.renew(new_key + old_key, i2 + i1);
    CHECK(vault.sealing_key() == "k2");
    CHECK(vault.index_key() == "i2");
    CHECK_FALSE(vault.is_current(early));
    CHECK(vault.is_current(vault.seal("x", "t", "c", "r")));
    const auto names = vault.indexes("id_no", "1");
    REQUIRE(names.size() == 2);
    CHECK(names[0] == vault.index("id_no", "1"));
    CHECK(names[1] == found);
    CHECK(vault.index_under("i1", "id_no", "1") == found);
    CHECK_THROWS_AS(vault.index_under("i3", "id_no", "1"), VaultError);
}

TEST_CASE("keys that would make data unreadable are not taken") {
    const std::string k1 = db::new_key_file("k1"), k2 = db::new_key_file("k2"), i1 = db::new_key_file("i1"), i2 = db::new_key_file("i2");
    Vault vault(k2 + k1, i1);
    const std::string value = vault.seal("x", "t", "c", "r");
    CHECK_THROWS_WITH_AS(vault.renew(k1, i1), doctest::Contains("lacks the key k2"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(vault.renew(k2, i2), doctest::Contains("lacks the key i1"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(vault.renew(k2 + db::new_key_file("k1"), i1), doctest::Contains("gives the id k1 another key"),
                         std::invalid_argument);
    CHECK_THROWS_AS(vault.renew(k2.substr(0, 20), i1), std::invalid_argument);
    CHECK_THROWS_AS(vault.renew("", i1), std::invalid_argument);
    CHECK_THROWS_AS(vault.renew(k2, i1 + k2), std::invalid_argument);
    CHECK_THROWS_WITH_AS(vault.renew(k2 + "k9" + k2.substr(2), i1), doctest::Contains("is that of k2"), std::invalid_argument);
    CHECK(vault.open(value, "t", "c", "r") == "x");
    CHECK(vault.sealing_key() == "k2");
    vault.renew(k2, i1 + i2);  // an older one may go
}

TEST_CASE("blobs are raw bytes bound to their key") {
    const Vault vault(db::new_key_file("k1"), db::new_key_file("i1"));
    const std::string plain("a\0b\xff", 4);
    CHECK(vault.open_blob(vault.seal_blob(plain, "session:1"), "session:1") == plain);
    CHECK_THROWS_AS(vault.open_blob(vault.seal_blob(plain, "session:1"), "session:2"), VaultError);
    CHECK_THROWS_AS(vault.open_blob("", "session:1"), VaultError);
    CHECK_THROWS_AS(vault.open_blob("k1:", "session:1"), VaultError);
}

TEST_CASE("a blind index is keyed, stable, and apart by kind") {
    const std::string sealing = db::new_key_file("k"), index = db::new_key_file("i");
    const Vault vault(sealing, index), again(db::new_key_file("other"), index), other(sealing, db::new_key_file("i"));
    const std::string found = vault.index("id_no", "440105198001011234");
    CHECK(found.size() == 32);
    CHECK(found == again.index("id_no", "440105198001011234"));
    CHECK(found != other.index("id_no", "440105198001011234"));
    CHECK(found != vault.index("mobile", "440105198001011234"));
    CHECK(vault.index("a", "bc") != vault.index("ab", "c"));
}

TEST_CASE("a bad key file is refused by line, without showing the key") {
    const std::string good = db::new_key_file("k1");
    const std::string key = good.substr(3, 44);
    const auto message = [&](const std::string& file) -> std::string {
        try {
            const Vault vault(file, db::new_key_file("i"));
        } catch (const std::invalid_argument& error) {
            CHECK(std::string(error.what()).find(key.substr(0, 20)) == std::string::npos);
            return error.what();
        }
        return "accepted";
    };
    CHECK(message("").find("holds no key") != std::string::npos);
    CHECK(message("# nothing\n").find("holds no key") != std::string::npos);
    CHECK(message("# c\n" + key + "\n").find("line 2") != std::string::npos);
    CHECK(message("k1:" + key.substr(0, 40) + "\n").find("line 1") != std::string::npos);
    CHECK(message("k 1:" + key).find("line 1") != std::string::npos);
    CHECK(message(good + "k1:" + wechat::base64_encode(std::string(32, 'x'))).find("twice") != std::string::npos);
    CHECK(message(good.substr(0, good.size() - 1) + "\r\n") == "accepted");
    CHECK_THROWS_AS(Vault(good, good), std::invalid_argument);
    CHECK_THROWS_AS(db::new_key_file("a:b"), std::invalid_argument);
}
