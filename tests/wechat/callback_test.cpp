#include "wechat/callback.h"

#include <doctest/doctest.h>

#include "callback_fixture.h"
#include "vectors.h"
#include "wechat/bytes.h"
#include "wechat/signature.h"
#include "wechat/xml.h"

using namespace wechat;
using namespace fixture;
using vectors::member;

namespace {

bool opens(const Callback& callback, const Query& query, std::string_view body, std::int64_t at = now) {
    return std::holds_alternative<Opened>(callback.open(query, body, at));
}

// The shapes a request can have, whatever the account's mode.
struct Shape {
    const char* name;
    Query query;
    std::string body;
    bool plain, compatible, secure;  // accepted in this mode?
};

std::vector<Shape> shapes() {
    const std::string sealed = encrypt(inner());
    const Query both = signed_query(sealed), only_url = signed_query();
    const auto without = [&](std::string Query::*part) {
        Query query = both;
        (query.*part).clear();
        return query;
    };
    const auto with = [&](std::string Query::*part, const char* value, Query query) {
        query.*part = value;
        return query;
    };
    const std::string secure_body = envelope(sealed), compatible_body = compatible_envelope(sealed);
    std::string twice = inner();
    twice.insert(twice.size() - 6, "<Encrypt/><Encrypt/>");
    return {
        {"plain push", only_url, inner(), true, false, false},
        {"secure push", both, secure_body, false, true, true},
        {"compatible push", both, compatible_body, false, true, true},
        {"secure push without signature", without(&Query::signature), secure_body, false, true, true},
        {"secure push without msg_signature", without(&Query::msg_signature), secure_body, false, false, false},
        {"secure push without encrypt_type", without(&Query::encrypt_type), secure_body, false, false, false},
        {"secure push, URL signature only", only_url, secure_body, false, false, false},
        {"compatible push, URL signature only", only_url, compatible_body, false, false, false},
        {"encrypt_type=raw", with(&Query::encrypt_type, "raw", both), secure_body, false, false, false},
        {"encrypt_type=AES", with(&Query::encrypt_type, "AES", both), secure_body, false, false, false},
        {"encrypt_type says aes, body is plain", both, inner(), false, false, false},
        {"plain push with encrypt_type=raw", with(&Query::encrypt_type, "raw", only_url), inner(), true, false, false},
        {"plain push with encrypt_type=aes", with(&Query::encrypt_type, "aes", only_url), inner(), false, false, false},
        {"plain push with an Encrypt", only_url, compatible_body, false, false, false},
        {"plain push with two Encrypts", only_url, twice, false, false, false},
        {"plain push with a msg_signature", with(&Query::msg_signature, "x", only_url), inner(), false, false, false},
        {"wrong signature", with(&Query::signature, "0", both), secure_body, false, false, false},
        {"URL signature as msg_signature", with(&Query::msg_signature, both.signature.c_str(), both), secure_body, false, false, false},
        {"no nonce", without(&Query::nonce), secure_body, false, false, false},
        {"no timestamp", without(&Query::timestamp), secure_body, false, false, false},
        {"nothing", {}, inner(), false, false, false},
        {"nothing, encrypted", {}, secure_body, false, false, false},
        {"two Encrypt elements", both, "<xml><Encrypt>" + sealed + "</Encrypt><Encrypt>" + sealed + "</Encrypt></xml>", false, false,
         false},
        {"Encrypt in a comment", both, "<xml><!--<Encrypt>" + sealed + "</Encrypt>--></xml>", false, false, false},
        {"Encrypt one level down", both, "<xml><x><Encrypt>" + sealed + "</Encrypt></x></xml>", false, false, false},
        {"empty Encrypt", signed_query(""), "<xml><Encrypt></Encrypt></xml>", false, false, false},
        {"another root", both, "<foo><Encrypt>" + sealed + "</Encrypt></foo>", false, false, false},
        {"DOCTYPE outside", both, "<!DOCTYPE xml>" + secure_body, false, false, false},
        {"empty body", both, "", false, false, false},
        {"JSON", both, "{\"Encrypt\":\"" + sealed + "\"}", false, false, false},
    };
}

}  // namespace

TEST_CASE("the configured mode decides, never the request") {
    const Callback plain(credentials(Mode::plain)), compatible(credentials(Mode::compatible)), secure(credentials(Mode::secure));
    for (const Shape& shape : shapes()) {
        INFO(shape.name);
        CHECK(opens(plain, shape.query, shape.body) == shape.plain);
        CHECK(opens(compatible, shape.query, shape.body) == shape.compatible);
        CHECK(opens(secure, shape.query, shape.body) == shape.secure);
    }
}

TEST_CASE("compatible mode trusts the decrypted copy only") {
    const Callback callback(credentials(Mode::compatible));
    const std::string sealed = encrypt(inner("真的"));
    const auto opened = callback.open(signed_query(sealed), compatible_envelope(sealed, "forged"), now);
    REQUIRE(std::holds_alternative<Opened>(opened));
    CHECK(std::get<Text>(std::get<Opened>(opened).message.content).content == "真的");
}

TEST_CASE("what an opened push carries") {
    const Callback callback(credentials(Mode::secure));
    const std::string sealed = encrypt(inner());
    const auto opened = std::get<Opened>(callback.open(signed_query(sealed), envelope(sealed), now));
    CHECK(opened.message.from == "o1");
    CHECK(opened.message.msg_id == 42);
    CHECK(opened.body_digest == hex_encode(sha256(envelope(sealed))));
    CHECK(opened.nonce == "n0nce");
    CHECK_FALSE(opened.previous_key);
    Query later = signed_query(sealed, std::to_string(now + 1));
    CHECK(std::get<Opened>(callback.open(later, envelope(sealed), now)).nonce_key != opened.nonce_key);
    CHECK(std::get<Opened>(callback.open(signed_query(sealed), envelope(sealed) + "\n", now)).nonce_key == opened.nonce_key);
}

TEST_CASE("the window has exact edges, both ways, and only digits are a time") {
    const Callback callback(credentials(Mode::plain));
    for (const auto& [offset, good] : {std::pair{-301, false}, {-300, true}, {0, true}, {300, true}, {301, false}})
        CHECK(opens(callback, signed_query("", std::to_string(now + offset)), inner()) == good);
    const std::string time = std::to_string(now);
    for (const std::string& bad :
         {"+" + time, " " + time, time + " ", time + ".0", "-" + time, "0x" + time, std::string("9223372036854775807"),
          std::string("99999999999999999999"), std::string("now"), time + std::string(1, '\0')})
        CHECK_FALSE(opens(callback, signed_query("", bad), inner()));
}

TEST_CASE("verify_url returns echostr unchanged, in every mode, or nothing") {
    for (const Mode mode : {Mode::plain, Mode::compatible, Mode::secure}) {
        const Callback callback(credentials(mode));
        Query query = signed_query();
        query.echostr = "43<b>751 20";
        CHECK(callback.verify_url(query, now) == query.echostr);
        CHECK(callback.verify_url(query, now + 300) == query.echostr);
        CHECK_FALSE(callback.verify_url(query, now + 301));
        for (std::string Query::*part : {&Query::signature, &Query::timestamp, &Query::nonce, &Query::echostr}) {
            Query missing = query;
            (missing.*part).clear();
            CHECK_FALSE(callback.verify_url(missing, now));
        }
        query.signature[0] = query.signature[0] == '0' ? '1' : '0';
        CHECK_FALSE(callback.verify_url(query, now));
    }
}

TEST_CASE("verify_url on the published examples") {
    const auto file = vectors::json("signatures.json");
    if (file.IsNull()) return;
    for (const auto& entry : file["url_signature"].GetArray()) {
        if (!entry["echostr"].IsString()) continue;
        Credentials account = credentials(Mode::secure);
        account.token = member(entry, "token");
        const Query query{.signature = member(entry, "signature"),
                          .timestamp = member(entry, "timestamp"),
                          .nonce = member(entry, "nonce"),
                          .echostr = member(entry, "echostr")};
        CHECK(Callback(account).verify_url(query, std::stoll(query.timestamp)) == query.echostr);
    }
}

TEST_CASE("pushes of the published vectors open") {
    const auto file = vectors::json("crypto.json");
    if (file.IsNull()) return;
    int opened = 0;
    for (const auto& entry : file["vectors"].GetArray()) {
        if (!member(entry, "plaintext").starts_with("<xml>") || !entry.HasMember("msg_signature")) continue;
        INFO(member(entry, "id"));
        Credentials account{.app_id = member(entry, "receiver_id"), .token = member(entry, "token")};
        account.encoding_aes_key = member(entry, "encoding_aes_key");
        const Query query{.signature = member(entry, "url_signature"),
                          .timestamp = member(entry, "timestamp"),
                          .nonce = member(entry, "nonce"),
                          .encrypt_type = "aes",
                          .msg_signature = member(entry, "msg_signature")};
        CHECK(opens(Callback(account), query, envelope(member(entry, "encrypt")), std::stoll(query.timestamp)));
        ++opened;
    }
    CHECK(opened >= 3);
}

TEST_CASE("negative vectors, signed as they are: one refusal for all") {
    const auto file = vectors::json("crypto-boundary.json");
    if (file.IsNull()) return;
    for (const auto& entry : file["negative"].GetArray()) {
        INFO(member(entry, "id"));
        Credentials account{.app_id = member(entry, "receiver_id"), .token = member(entry, "token")};
        account.encoding_aes_key = member(entry, "encoding_aes_key");
        if (member(entry, "expect") == "config") {
            CHECK_THROWS_AS(Callback{account}, std::invalid_argument);
            continue;
        }
        const Query query{.timestamp = member(entry, "timestamp"),
                          .nonce = member(entry, "nonce"),
                          .encrypt_type = "aes",
                          .msg_signature = member(entry, "msg_signature")};
        const auto result = Callback(account).open(query, envelope(member(entry, "encrypt")), std::stoll(query.timestamp));
        REQUIRE(std::holds_alternative<Denied>(result));
        const bool bad_signature = member(entry, "id").starts_with("sig-");
        CHECK(std::get<Denied>(result).reason == (bad_signature ? "msg_signature wrong" : "not decryptable"));
        CHECK(std::get<Denied>(result).authentic == !bad_signature);  // answered as what is not understood
    }
}

TEST_CASE("every single-bit change of a push is refused") {
    const Callback callback(credentials(Mode::secure));
    const std::string sealed = encrypt(inner()), ciphertext = *base64_decode(sealed);
    const Query query = signed_query(sealed);
    REQUIRE(opens(callback, query, envelope(sealed)));
    for (std::size_t bit = 0; bit < ciphertext.size() * 8; ++bit) {
        std::string changed = ciphertext;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        CHECK_FALSE(opens(callback, query, envelope(base64_encode(changed))));
    }
}

TEST_CASE("the original id must match when it is configured") {
    Credentials account = credentials(Mode::secure);
    const std::string sealed = encrypt(inner());
    CHECK(opens(Callback(account), signed_query(sealed), envelope(sealed)));
    account.original_id = "gh_other";
    CHECK_FALSE(opens(Callback(account), signed_query(sealed), envelope(sealed)));
    account.original_id.clear();
    CHECK(opens(Callback(account), signed_query(sealed), envelope(sealed)));
}

TEST_CASE("an authentic push that makes no sense can be told from a forged one") {
    const Callback callback(credentials(Mode::secure));
    const std::string sealed = encrypt("<xml><nothing/></xml>");
    const auto result = callback.open(signed_query(sealed), envelope(sealed), now);
    REQUIRE(std::holds_alternative<Denied>(result));
    CHECK(std::get<Denied>(result).authentic);
    CHECK_FALSE(std::get<Denied>(Callback(credentials(Mode::plain)).open(signed_query(), "<xml/>", now)).authentic);
}

TEST_CASE("a key change: the previous key opens, and seals its own reply") {
    Credentials account = credentials(Mode::secure);
    account.encoding_aes_key = new_key;
    const std::string sealed = encrypt(inner());
    CHECK_FALSE(opens(Callback(account), signed_query(sealed), envelope(sealed)));
    account.previous_encoding_aes_key = old_key;
    const Callback callback(account);

    const auto opened = std::get<Opened>(callback.open(signed_query(sealed), envelope(sealed), now));
    CHECK(opened.previous_key);
    CHECK(reply_text(callback.seal(TextReply{"好"}, opened, now, random16), old_key) == "好");

    const std::string fresh = encrypt(inner(), new_key);
    const auto newer = std::get<Opened>(callback.open(signed_query(fresh), envelope(fresh), now));
    CHECK_FALSE(newer.previous_key);
    CHECK(reply_text(callback.seal(TextReply{"好"}, newer, now, random16), new_key) == "好");
}

TEST_CASE("a token change: both tokens count, any with either key, and the reply goes back under the pair that was used") {
    const std::string at = std::to_string(now), new_token = "another1";
    Credentials account = credentials(Mode::secure);
    account.token = new_token;
    account.encoding_aes_key = new_key;
    account.previous_encoding_aes_key = old_key;
    const Callback strict(account);
    account.previous_token = token;
    const Callback callback(account);
    for (const std::string& by : {std::string(token), new_token}) {
        for (const char* key : {old_key, new_key}) {
            CAPTURE(by);
            CAPTURE(std::string(key));
            const std::string sealed = encrypt(inner(), key);
            const Query query = signed_query(sealed, at, by);
            CHECK(opens(strict, query, envelope(sealed)) == (by == new_token));
            const auto result = callback.open(query, envelope(sealed), now);
            REQUIRE(std::holds_alternative<Opened>(result));
            const auto& opened = std::get<Opened>(result);
            CHECK(opened.previous_token == (by == token));
            CHECK(opened.previous_key == (key == old_key));
            CHECK(reply_text(callback.seal(TextReply{"好"}, opened, now, random16), key, by) == "好");
        }
        Query verification = signed_query("", at, by);
        verification.echostr = "42";
        CHECK(callback.verify_url(verification, now).has_value());
        CHECK(strict.verify_url(verification, now).has_value() == (by == new_token));
    }
    // Half of one and half of the other is nobody's push.
    const std::string sealed = encrypt(inner(), new_key);
    Query mixed = signed_query(sealed, at, new_token);
    mixed.msg_signature = signed_query(sealed, at, token).msg_signature;
    CHECK_FALSE(opens(callback, mixed, envelope(sealed)));
    CHECK_FALSE(opens(callback, signed_query(sealed, at, "third"), envelope(sealed)));
    CHECK_FALSE(opens(callback, signed_query(sealed, at, ""), envelope(sealed)));
    CHECK_FALSE(opens(strict, signed_query(sealed, at, ""), envelope(sealed)));
}

TEST_CASE("seal: plain in plain mode, a signed envelope otherwise, success never encrypted") {
    for (const Mode mode : {Mode::plain, Mode::compatible, Mode::secure}) {
        const Callback callback(credentials(mode));
        const Opened opened{.message = {.to = "gh_1", .from = "o1", .content = Text{}}, .nonce = "n0nce"};
        CHECK(callback.seal(Success{}, opened, now, random16) == "success");
        const std::string body = callback.seal(TextReply{"]]>好"}, opened, now, random16);
        if (mode == Mode::plain)
            CHECK(body == render(TextReply{"]]>好"}, opened.message, now));
        else
            CHECK(reply_text(body, old_key) == "]]>好");
    }
}

TEST_CASE("seal equals the official example") {
    // The message of that example is JSON, so the ciphertext is checked in crypto_test; here the envelope's signature.
    CHECK(signature({"AAAAA", "1713424427", "415670741",
                     "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="}) ==
          "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1");
}

TEST_CASE("credentials that cannot work are refused by name, without quoting them") {
    const auto fault = [](auto change) {
        Credentials account = credentials(Mode::secure);
        change(account);
        try {
            Callback{account};
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(fault([](Credentials&) {}).empty());
    CHECK(fault([](Credentials& it) { it.app_id.clear(); }).starts_with("app_id"));
    CHECK(fault([](Credentials& it) { it.token.clear(); }).starts_with("token"));
    CHECK(fault([](Credentials& it) { it.encoding_aes_key.clear(); }).starts_with("encoding_aes_key"));
    CHECK(fault([](Credentials& it) { it.encoding_aes_key.pop_back(); }).starts_with("encoding_aes_key"));
    CHECK(fault([](Credentials& it) { it.previous_encoding_aes_key = "short"; }).starts_with("previous_encoding_aes_key"));
    CHECK(fault([](Credentials& it) { it.window = std::chrono::seconds(0); }).starts_with("window"));
    CHECK(fault([](Credentials& it) { it.encoding_aes_key = "SECRET"; }).find("SECRET") == std::string::npos);
    CHECK(fault([](Credentials& it) {
              it.mode = Mode::plain;
              it.encoding_aes_key.clear();
          }).empty());
}
