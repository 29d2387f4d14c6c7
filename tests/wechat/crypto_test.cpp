#include "wechat/crypto.h"

#include <doctest/doctest.h>

#include "vectors.h"
#include "wechat/bytes.h"
#include "wechat/signature.h"

using namespace wechat;
using vectors::member;

namespace {

constexpr const char* key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";
constexpr const char* app_id = "wx2c2769f8efd9abc2";
constexpr const char* random16 = "0123456789abcdef";

void check_positive(const rapidjson::Value& entry) {
    INFO(member(entry, "id"));
    if (entry.HasMember("msg_signature"))
        CHECK(signature({member(entry, "token"), member(entry, "timestamp"), member(entry, "nonce"), member(entry, "encrypt")}) ==
              member(entry, "msg_signature"));
    if (entry.HasMember("url_signature"))
        CHECK(signature({member(entry, "token"), member(entry, "timestamp"), member(entry, "nonce")}) == member(entry, "url_signature"));
    if (!entry.HasMember("encoding_aes_key")) return;
    const auto crypt = MessageCrypt::create(member(entry, "encoding_aes_key"), member(entry, "receiver_id"));
    REQUIRE(crypt);
    CHECK(crypt->decrypt(member(entry, "encrypt")) == member(entry, "plaintext"));
    // Only a ciphertext with known random bytes shows that the IV is right.
    CHECK(crypt->encrypt(member(entry, "plaintext"), member(entry, "random16")) == member(entry, "encrypt"));
}

// What a hostile holder of the key could send: any bytes, properly encrypted, the padding included.
std::string raw(const std::string& full) {
    const std::string aes_key = *base64_decode(std::string(key) + "=");
    return base64_encode(aes_256_cbc_encrypt(aes_key, aes_key.substr(0, 16), full));
}

std::string padded(std::string full) {
    const std::size_t padding = 32 - full.size() % 32;
    return full.append(padding, static_cast<char>(padding));
}

}  // namespace

TEST_CASE("published vectors: signature, decryption, byte-identical encryption") {
    const auto file = vectors::json("crypto.json");
    if (file.IsNull()) return;
    REQUIRE(file["vectors"].Size() >= 9);
    for (const auto& entry : file["vectors"].GetArray()) check_positive(entry);
}

TEST_CASE("boundary vectors") {
    const auto file = vectors::json("crypto-boundary.json");
    if (file.IsNull()) return;
    REQUIRE(file["positive"].Size() >= 7);
    for (const auto& entry : file["positive"].GetArray()) check_positive(entry);
}

TEST_CASE("negative vectors: refused where they should be, and all decryption failures look the same") {
    const auto file = vectors::json("crypto-boundary.json");
    if (file.IsNull()) return;
    REQUIRE(file["negative"].Size() >= 12);
    for (const auto& entry : file["negative"].GetArray()) {
        const std::string id = member(entry, "id"), expected = member(entry, "expect");
        INFO(id);
        const auto crypt = MessageCrypt::create(member(entry, "encoding_aes_key"), member(entry, "receiver_id"));
        CHECK(crypt.has_value() == (expected != "config"));
        const bool signature_right = equal_constant_time(
            signature({member(entry, "token"), member(entry, "timestamp"), member(entry, "nonce"), member(entry, "encrypt")}),
            member(entry, "msg_signature"));
        CHECK(signature_right == (id != "sig-flip" && id != "sig-upper"));
        if (crypt && (expected == "appid" || expected == "decrypt")) CHECK_FALSE(crypt->decrypt(member(entry, "encrypt")).has_value());
    }
}

TEST_CASE("keys: exactly 43 alphanumeric characters, any discarded bits") {
    const std::string good = key;
    CHECK(MessageCrypt::create(good, app_id));
    for (const std::string& bad : {good.substr(1), good + "A", good + "AAAA", good.substr(4), good + "=", std::string(),
                                   good.substr(1) + "+", good.substr(1) + "\n", std::string(43, '=')})
        CHECK_FALSE(MessageCrypt::create(bad, app_id));
    CHECK_FALSE(MessageCrypt::create(good, ""));
    // Q, R, S and T end with the same four used bits.
    const auto one = MessageCrypt::create(good.substr(0, 42) + "Q", app_id), other = MessageCrypt::create(good.substr(0, 42) + "T", app_id);
    REQUIRE((one && other));
    CHECK(other->decrypt(one->encrypt("x", random16)) == "x");
}

TEST_CASE("every message length comes back, so every padding occurs") {
    const auto crypt = MessageCrypt::create(key, app_id);
    for (std::size_t size = 0; size < 100; ++size) {
        const std::string message(size, 'm');
        CHECK(crypt->decrypt(crypt->encrypt(message, random16)) == message);
    }
    CHECK_THROWS_AS(static_cast<void>(crypt->encrypt("x", "short")), std::invalid_argument);
}

TEST_CASE("padding, length and app id are strict even when the ciphertext is well made") {
    const auto crypt = MessageCrypt::create(key, app_id);
    const std::string head(16, 'r');
    const std::string full = head + std::string("\0\0\0\2hi", 6) + app_id;  // 40 bytes, so 24 of padding
    REQUIRE(crypt->decrypt(raw(padded(full))) == "hi");

    CHECK_FALSE(crypt->decrypt(raw(full + std::string(24, '\0'))));
    CHECK_FALSE(crypt->decrypt(raw(full + std::string(23, '\x17') + '\x18')));
    CHECK_FALSE(crypt->decrypt(raw(full + '\x19' + std::string(23, '\x18'))));
    CHECK_FALSE(crypt->decrypt(raw(full + std::string(23, 'x') + '\x01')));
    CHECK_FALSE(crypt->decrypt(raw(full + std::string(24, '\x21'))));
    CHECK_FALSE(crypt->decrypt(raw(full + std::string(8, '\x08'))));  // a block of 16, not of 32

    // 63 bytes, so that 33 more fill the blocks: a padding that is whole and only too long.
    const std::string odd = head + std::string("\0\0\0\x19", 4) + std::string(25, 'm') + app_id;
    REQUIRE(crypt->decrypt(raw(odd + '\x01')));
    CHECK_FALSE(crypt->decrypt(raw(odd + std::string(33, '\x21'))));

    for (const std::string& length : {std::string("\x80\0\0\0", 4), std::string("\xFF\xFF\xFF\xFF", 4), std::string("\0\0\0\x15", 4),
                                      std::string("\0\0\0\3", 4), std::string("\0\0\0\1", 4), std::string("\2\0\0\0", 4)})
        CHECK_FALSE(crypt->decrypt(raw(padded(head + length + "hi" + app_id))));
    CHECK_FALSE(crypt->decrypt(raw(padded(head + std::string("\0\0\0\2hi", 6) + app_id + "x"))));
    CHECK_FALSE(crypt->decrypt(raw(padded(head + std::string("\0\0\0\2hi", 6) + "wx2c2769f8efd9abc3"))));
    CHECK_FALSE(crypt->decrypt(raw(padded(head + std::string("\0\0\0", 3)))));
    CHECK_FALSE(crypt->decrypt(raw(padded(""))));
    CHECK_FALSE(crypt->decrypt(""));
    CHECK_FALSE(crypt->decrypt("===="));
}

TEST_CASE("single-bit changes: length, app id and padding are guarded; the message is guarded by msg_signature only") {
    const auto crypt = MessageCrypt::create(key, app_id);
    const std::string message = "<xml>违章查询 粤A8Z888挂</xml>";
    const std::string ciphertext = *base64_decode(crypt->encrypt(message, random16));
    for (std::size_t bit = 0; bit < ciphertext.size() * 8; ++bit) {
        INFO("bit " << bit);
        std::string changed = ciphertext;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        const auto opened = crypt->decrypt(base64_encode(changed));
        // A change in block n spoils block n and turns one bit over in block n + 1, where the length follows the random block.
        if (bit / 8 < 4 || bit / 8 >= ciphertext.size() - 32) CHECK_FALSE(opened.has_value());
        if (opened) CHECK(opened->size() == message.size());
    }
}
