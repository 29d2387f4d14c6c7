#include <doctest/doctest.h>

#include "gateway/config/json.h"

namespace {

using gateway::json::parse;
using gateway::json::Type;

TEST_CASE("every key and value knows its line and column, in characters") {
    const auto parsed =
        parse("// comment, with a brace {\n{\n  \"名字\": \"值\", /* : */ \"n\": -12,\n  \"list\": [true, null,\n    1.5,],\n}\n");
    REQUIRE(parsed.root);
    CHECK(parsed.errors.empty());
    CHECK(parsed.root->place.line == 2);
    CHECK(parsed.root->place.column == 1);
    const auto& members = parsed.root->members;
    REQUIRE(members.size() == 3);
    CHECK(members[0].name == "名字");
    CHECK(members[0].place.line == 3);
    CHECK(members[0].place.column == 3);
    CHECK(members[0].value.place.column == 9);
    CHECK(members[0].value.text == "值");
    CHECK(members[1].place.column == 22);
    CHECK(members[1].value.place.column == 27);
    CHECK(members[1].value.integer == -12);
    const auto& list = members[2].value;
    CHECK(list.place.column == 11);
    REQUIRE(list.items.size() == 3);
    CHECK(list.items[0].flag);
    CHECK(list.items[1].type == Type::null);
    CHECK(list.items[1].place.column == 18);
    CHECK(list.items[2].number == 1.5);
    CHECK(list.items[2].place.line == 5);
    CHECK(list.items[2].place.column == 5);
}

TEST_CASE("all duplicate keys are reported, at any depth") {
    const auto parsed = parse("{\n\"a\": 1,\n\"b\": {\"x\": 1, \"x\": 2},\n\"a\": 2,\n\"a\": 3}");
    REQUIRE(parsed.root);
    REQUIRE(parsed.errors.size() == 3);
    CHECK(parsed.errors[0].place.line == 3);
    CHECK(parsed.errors[0].place.column == 15);
    CHECK(parsed.errors[1].place.line == 4);
    CHECK(parsed.errors[1].message.find("first given on line 2") != std::string::npos);
    CHECK(parsed.errors[2].place.line == 5);
    CHECK(parsed.root->at("a").integer == 3);
}

TEST_CASE("syntax errors in plain English, where they are") {
    struct Slip {
        const char* text;
        int line, column;
        const char* message;
    };
    const Slip slips[] = {
        {"", 1, 1, "the file is empty"},
        {"  \n ", 2, 2, "the file is empty"},
        {"{\n\"a\": 1\n\"b\": 2}", 3, 1, "expected a comma"},
        {"{\"a\": [1 2]}", 1, 10, "or ] to end the list"},
        {"{\"a\" 1}", 1, 6, "expected a colon"},
        {"{\"a\" = 1}", 1, 6, "separated by a colon, not ="},
        {"{a: 1}", 1, 2, "stand in double quotes"},
        {"{'a': 1}", 1, 2, "not single ones"},
        {"{\"a\": True}", 1, 7, "did you mean true"},
        {"{\"a\": yes}", 1, 7, "did you mean true"},
        {"{\"a\": off}", 1, 7, "did you mean false"},
        {"{\"a\": None}", 1, 7, "did you mean null"},
        {"{\"a\": tru}", 1, 7, "expected a value"},
        {"{\"a\": }", 1, 7, "expected a value"},
        {"{\"a\": 1,, \"b\": 2}", 1, 9, "one comma too many"},
        {"{\"a\": “x”}", 1, 7, "full-width"},
        {"{\"a\"：1}", 1, 5, "expected a colon"},
        {"{\"a\": 1，\"b\": 2}", 1, 8, "full-width"},
        {"{\"a\": 1;\"b\": 2}", 1, 8, "not a semicolon"},
        {"{\n\"a\": \"x,\n\"b\": 1}", 2, 6, "not closed"},
        {"{\"a\": \"x", 1, 7, "not closed"},
        {"{\"a\": \"\\x\"}", 1, 8, "invalid escape"},
        {"{\"a\": \"\\u12\"}", 1, 8, "\\u escape"},
        {"{\"a\": 01}", 1, 8, "expected a comma"},
        {"{\"a\": 1.}", 1, 9, "digits after the decimal point"},
        {"{\"a\": 1}\n}", 2, 1, "more text after the end"},
        {"{\"a\": 1", 1, 8, "ends too early"},
        {"{\"a\": [1,\n", 2, 1, "ends too early"},
        {"# comment\n{}", 1, 1, "a comment begins with //"},
        {"{\n<<<<<<< HEAD\n\"a\": 1}", 2, 1, "merge conflict"},
        {"{\"a\": \"\xB9\xE3\xD6\xDD\"}", 1, 8, "not UTF-8"},
        {"/* open\n{}", 2, 3, "ends too early"},
    };
    for (const auto& slip : slips) {
        CAPTURE(std::string(slip.text));
        const auto parsed = parse(slip.text);
        CHECK_FALSE(parsed.root);
        REQUIRE(parsed.errors.size() == 1);
        CAPTURE(parsed.errors[0].message);
        CHECK(parsed.errors[0].place.line == slip.line);
        CHECK(parsed.errors[0].place.column == slip.column);
        CHECK(parsed.errors[0].message.find(slip.message) != std::string::npos);
    }
}

TEST_CASE("bounds: depth, size, NUL, byte order mark") {
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
    };
    CHECK(parse(nested(gateway::json::max_depth)).root);
    const auto deep = parse(nested(100'000));
    REQUIRE(deep.errors.size() == 1);
    CHECK(deep.errors[0].message == "nested more than 32 deep");
    CHECK(deep.errors[0].place.column == 33);

    CHECK_FALSE(parse("{}" + std::string(gateway::json::max_bytes, ' ')).root);
    CHECK_FALSE(parse(std::string("{}\0{}", 5)).root);
    const auto marked = parse("\xEF\xBB\xBF{\"a\": 1}");
    REQUIRE(marked.root);
    CHECK(marked.root->members[0].place.column == 2);
    CHECK(parse("{\"big\": 99999999999999999999}").root->at("big").type == Type::number);
}

TEST_CASE("a message never repeats a value, which may be a secret") {
    for (const char* text : {"{\"app_secret\": sesame12345}", "{\"app_secret\": 'sesame12345'}", "{\"app_secret\": \"sesame12345}",
                             "{\"app_secret\": \"sesame12345\" 1}"}) {
        const auto parsed = parse(text);
        REQUIRE(parsed.errors.size() == 1);
        CHECK(parsed.errors[0].message.find("sesame") == std::string::npos);
    }
}

}  // namespace
