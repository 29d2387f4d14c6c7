#include "wechat/bytes.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

using namespace wechat;

TEST_CASE("base64: RFC 4648 section 10, both ways") {
    const std::vector<std::pair<std::string, std::string>> pairs = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : pairs) {
        CHECK(base64_encode(bytes) == text);
        CHECK(base64_decode(text) == bytes);
    }
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    CHECK(base64_decode(base64_encode(every)) == every);
}

TEST_CASE("base64: padding is required, the alphabet is exact, discarded bits are free") {
    for (const char* bad : {"Zg", "Zg=", "Zm9", "Z===", "====", "Zg==Zg==", "Z=g=", "Zm9v\n", "Zm 9", "Zm9-", "Zm9_", "=Zm9"})
        CHECK_FALSE(base64_decode(bad).has_value());
    CHECK(base64_decode("Zh==") == "f");
    CHECK(base64_decode("Zm9=") == "fo");
}

TEST_CASE("hex") {
    CHECK(hex_encode(std::string_view("\x00\xff\x1a", 3)) == "00ff1a");
    CHECK(hex_decode("00FF1a") == std::string("\x00\xff\x1a", 3));
    for (const char* bad : {"0", "0g", "g0", " 0", "0x"}) CHECK_FALSE(hex_decode(bad).has_value());
}

TEST_CASE("digests: published values, also from several threads") {
    const auto check = [] {
        for (int i = 0; i < 100; ++i) {
            if (hex_encode(sha1("abc")) != "a9993e364706816aba3e25717850c26c9cd0d89d") return false;
            if (hex_encode(sha256("abc")) != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") return false;
            // RFC 4231, case 2
            if (hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")) !=
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
                return false;
        }
        return true;
    };
    std::vector<std::thread> threads;
    int good = 0;
    std::vector<char> results(4);
    for (char& result : results) threads.emplace_back([&result, check] { result = check() ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    for (const char result : results) good += result;
    CHECK(good == 4);
}

TEST_CASE("digests of nothing") {
    CHECK(hex_encode(sha1({})) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    CHECK(hex_encode(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    static_cast<void>(hmac_sha256("some other key", "x"));
    CHECK(hex_encode(hmac_sha256({}, {})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("HMAC: keys in turn, the same key again, a key that begins like the last one") {
    const auto jefe = [] { return hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")); };
    const std::string published = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    CHECK(jefe() == published);
    CHECK(jefe() == published);
    // RFC 4231, case 1
    CHECK(hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(jefe() == published);
    CHECK(hmac_sha256("Jefe2", "what do ya want for nothing?") != hmac_sha256("Jefe", "what do ya want for nothing?"));
    CHECK(hex_encode(hmac_sha256({}, {})) == hex_encode(hmac_sha256({}, {})));
    CHECK(jefe() == published);
}

TEST_CASE("randomness has the length asked for and does not repeat") {
    CHECK(random_bytes(0).empty());
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random_hex(16));
    CHECK(seen.size() == 1000);
    CHECK(seen.begin()->size() == 32);
}

TEST_CASE("constant-time comparison compares") {
    CHECK(equal_constant_time("", ""));
    CHECK(equal_constant_time("abc", "abc"));
    CHECK_FALSE(equal_constant_time("abc", "abd"));
    CHECK_FALSE(equal_constant_time("abc", "ab"));
    CHECK_FALSE(equal_constant_time("abc", ""));
}

TEST_CASE("sealing: opens only with the same key, data and aad") {
    const std::string key(32, 'k');
    for (const std::string& plain : {std::string(), std::string("x"), std::string("答案\0尾", 10), std::string(5000, 'y')}) {
        const std::string sealed = aes_256_gcm_seal(key, plain, "row 1");
        CHECK(sealed.size() == plain.size() + 28);
        CHECK(aes_256_gcm_open(key, sealed, "row 1") == plain);
        CHECK_FALSE(aes_256_gcm_open(key, sealed, "row 2").has_value());
        CHECK_FALSE(aes_256_gcm_open(key, sealed, "").has_value());
        CHECK_FALSE(aes_256_gcm_open(std::string(32, 'l'), sealed, "row 1").has_value());
        CHECK(aes_256_gcm_seal(key, plain, "row 1") != sealed);
    }
    const std::string sealed = aes_256_gcm_seal(key, "secret", {});
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        std::string changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        CHECK_FALSE(aes_256_gcm_open(key, changed, {}).has_value());
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) CHECK_FALSE(aes_256_gcm_open(key, sealed.substr(0, size), {}).has_value());
    CHECK_THROWS_AS(aes_256_gcm_seal("short", "x", {}), std::invalid_argument);
    CHECK_FALSE(aes_256_gcm_open("short", sealed, {}).has_value());
}

TEST_CASE("AES-256-GCM: test case 15 of the GCM specification, without its aad") {
    const auto bytes = [](const char* hex) { return *hex_decode(hex); };
    const std::string key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    const std::string sealed = bytes(
        "cafebabefacedbaddecaf888"
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
        "b094dac5d93471bdec1a502270e3cc6c");
    CHECK(aes_256_gcm_open(key, sealed, {}) == bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532"
                                                     "fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"));
}
