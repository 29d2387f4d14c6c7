#include <doctest/doctest.h>

#include "tests/services/fields_say.h"

using namespace services;
using tests::parsed;
using tests::said;

namespace {
std::optional<std::string> at(const FieldType& type, Position position, const std::string& name = {}) {
    Input input;
    input.position = position;
    input.place = name;
    const Parsed result = parsed(type, input);
    const auto* value = std::get_if<std::string>(&result);
    return value == nullptr ? std::nullopt : std::optional(*value);
}
}  // namespace

TEST_CASE("districts by code, name and line") {
    for (const char* same : {"440106", "天河区", "天河", "广州市天河区", "4"}) CHECK(said(district, same) == "440106");
    for (const char* bad : {"440102", "东山区", "0", "12", "区", ""}) CHECK_FALSE(said(district, bad));
    CHECK(district.mask("440106") == "天河区");
}

TEST_CASE("a place is a district, words, a position or all of the city") {
    CHECK_FALSE(said(place, ""));
    CHECK(said(place, "全市") == "ALL");
    CHECK(said(place, "ALL") == "ALL");  // what the counter reads again
    CHECK(place.mask("ALL") == "全市");
    CHECK(said(place, "天河") == "440106");
    CHECK(said(place, "体育西路") == "体育西路");
    CHECK(at(place, {23.12911, 113.264385}) == "@23.129110,113.264385");
    CHECK(said(place, "@23.129110,113.264385") == "@23.129110,113.264385");
    CHECK(place.mask("@23.129110,113.264385") == "已发送的位置");
    CHECK(place.mask("440106") == "天河区");
}

TEST_CASE("a position outside the province is no place, one outside the city is") {
    for (const Position inside : {Position{22.271, 113.577}, {20.2, 109.6}, {25.6, 117.3}, {23.1, 113.3}}) CHECK(at(place, inside));
    for (const Position outside : {Position{39.908, 116.397}, {20.19, 110.3}, {25.61, 113.3}, {23.1, 109.59}, {23.1, 117.31}, {0, 0}}) {
        Input input;
        input.position = outside;
        const Parsed result = parsed(place, input);
        REQUIRE(std::holds_alternative<Refusal>(result));
        CHECK(std::get<Refusal>(result).why.starts_with("您发送的位置不在广东省内"));
    }
}

TEST_CASE("a position lies in the box round Guangzhou") {
    CHECK(at(position, {23.12911, 113.264385}, "市公安局") == "@23.129110,113.264385 市公安局");
    CHECK(said(position, "@23.129110,113.264385 市公安局") == "@23.129110,113.264385 市公安局");
    CHECK(at(position, {22.43, 112.95}));
    CHECK_FALSE(at(position, {22.42, 113.26}));
    CHECK_FALSE(at(position, {23.95, 113.26}));
    CHECK_FALSE(at(position, {23.1, 114.07}));
    CHECK_FALSE(at(position, {39.9, 116.4}));
    for (const char* bad : {"体育西路", "@23.1", "@23.1;113.3", "@nan,113.3", "@23.1,inf", "@23.1,113.3x", ""})
        CHECK_FALSE(said(position, bad));
}

TEST_CASE("coordinates come back out of the value") {
    const auto back = position_of("@23.129110,113.264385 市公安局");
    REQUIRE(back);
    CHECK(back->latitude == doctest::Approx(23.12911));
    CHECK(back->longitude == doctest::Approx(113.264385));
    CHECK_FALSE(position_of("440106"));
    CHECK_FALSE(position_of(""));
}
