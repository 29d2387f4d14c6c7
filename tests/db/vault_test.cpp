#include <doctest/doctest.h>

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
