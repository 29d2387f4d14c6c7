#include "wechat/signature.h"

#include <doctest/doctest.h>

#include <vector>

#include "vectors.h"
#include "wechat/bytes.h"

using namespace wechat;
using vectors::member;

TEST_CASE("URL signatures of the vectors") {
    const auto file = vectors::json("signatures.json");
    if (file.IsNull()) return;
    REQUIRE(file["url_signature"].Size() >= 5);
    for (const auto& entry : file["url_signature"].GetArray()) {
        INFO(member(entry, "id"));
        CHECK(signature({member(entry, "token"), member(entry, "timestamp"), member(entry, "nonce")}) == member(entry, "signature"));
        CHECK(signature({member(entry, "nonce"), member(entry, "token"), member(entry, "timestamp")}) == member(entry, "signature"));
    }
}

TEST_CASE("card ticket signatures of the vectors") {
    const auto file = vectors::json("signatures.json");
    if (file.IsNull()) return;
    REQUIRE(file["card_ticket"].Size() >= 2);
    for (const auto& entry : file["card_ticket"].GetArray()) {
        std::vector<std::string_view> values;
        for (const auto& value : entry["values"].GetArray()) values.emplace_back(value.GetString(), value.GetStringLength());
        CHECK(signature(values) == member(entry, "signature"));
    }
}

TEST_CASE("JS-SDK signatures of the vectors") {
    const auto file = vectors::json("signatures.json");
    if (file.IsNull()) return;
    REQUIRE(file["jssdk"].Size() >= 2);
    for (const auto& entry : file["jssdk"].GetArray()) {
        const std::string text = "jsapi_ticket=" + member(entry, "jsapi_ticket") + "&noncestr=" + member(entry, "noncestr") +
                                 "&timestamp=" + member(entry, "timestamp") + "&url=" + member(entry, "url");
        CHECK(hex_encode(sha1(text)) == member(entry, "signature"));
    }
}

TEST_CASE("sorting is by byte, not by number or language") {
    CHECK(signature({"9", "10", "A", "a"}) == hex_encode(sha1("109Aa")));
    CHECK(signature({"\xE4\xB8\xAD", "z", "\x7F"}) == hex_encode(sha1("z\x7F\xE4\xB8\xAD")));
    CHECK(signature({}) == hex_encode(sha1("")));
}
