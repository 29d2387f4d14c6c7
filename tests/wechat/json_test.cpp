// JSON as it comes from WeChat and as it goes there.
#include "wechat/json.h"

#include <doctest/doctest.h>

using wechat::Json;
using wechat::JsonWriter;

TEST_CASE("reading is bounded") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(Json::parse(nested(32)));
    CHECK_FALSE(Json::parse(nested(33)));
    CHECK_FALSE(Json::parse(nested(500'000)));
    CHECK(Json::parse("\"" + std::string(1000, '[') + "\\\"[[\""));
    CHECK(Json::parse("\"" + std::string((1 << 20) - 2, 'x') + "\""));
    CHECK_FALSE(Json::parse("\"" + std::string((1 << 20) - 1, 'x') + "\""));
    for (const char* bad : {"", "{", "{\"a\":1} x", "{a:1}", "\"\xC0\x80\"", "nul", "]", "{\"a\":\"\x01\"}"}) {
        CAPTURE(bad);
        CHECK_FALSE(Json::parse(bad));
    }
}

TEST_CASE("reading is tolerant of types, and of what is not there") {
    const Json json = *Json::parse(R"({"a":12,"b":"34","c":"x","d":null,"e":{"f":"g"},"big":18446744073709551615,"real":1.5})");
    CHECK(json.integer("a") == 12);
    CHECK(json.integer("b") == 34);
    CHECK(json.text("a") == "12");
    CHECK(json.text("big") == "18446744073709551615");
    CHECK(json.integer("big") == 0);
    CHECK(json.integer("c") == 0);
    CHECK(json.text("d").empty());
    CHECK(json.text("real").empty());
    CHECK(json.child("e").text("f") == "g");
    CHECK(json.child("none").child("none").text("f").empty());
    CHECK(json.each("d").empty());
    CHECK(json.each("none").empty());
    CHECK(json.has("d"));
    CHECK_FALSE(json.has("none"));
}

TEST_CASE("a part outlives the whole") {
    Json part;
    {
        const Json whole = *Json::parse(R"({"list":[{"a":"kept"}]})");
        part = whole.each("list")[0];
    }
    CHECK(part.text("a") == "kept");
}

TEST_CASE("writing is raw UTF-8: no escape but those JSON cannot do without") {
    CHECK(JsonWriter().text("k", "警 é 👮 & < > ' / \u2028").take() == "{\"k\":\"警 é 👮 & < > ' / \u2028\"}");
    CHECK(JsonWriter().text("k", "\"\\\n\r\t").take() == R"({"k":"\"\\\n\r\t"})");
    CHECK(JsonWriter()
              .text("k", std::string("a\x01\0\x1F\x08\x0C"
                                     "b",
                                     7))
              .take() == R"({"k":"ab"})");
    CHECK(JsonWriter().text("k", "a\xFF\xE8").take() == "{\"k\":\"a\uFFFD\uFFFD\"}");
    CHECK(JsonWriter().text("k", std::string_view()).text_if("n", "").take() == R"({"k":""})");
    for (int c = 0; c < 256; ++c)
        CHECK(JsonWriter().text("k", std::string(1, static_cast<char>(c))).take().find("\\u") == std::string::npos);
}
