// How values are fitted to the kinds of template messages.
#include "wechat/template_values.h"

#include <doctest/doctest.h>

using namespace wechat;

namespace {

std::string fitted(ValueKind kind, std::string_view value) { return fit(kind, value).value_or("(none)"); }

}  // namespace

TEST_CASE("kinds are read out of keys") {
    CHECK(kind_of("thing8") == ValueKind::thing);
    CHECK(kind_of("car_number12") == ValueKind::car_number);
    CHECK(kind_of("character_string1") == ValueKind::character_string);
    CHECK(kind_of("enum3") == ValueKind::enumeration);
    for (const char* key : {"first", "keyword1", "remark", "thing", "", "8", "thing8x"}) {
        CAPTURE(key);
        CHECK_FALSE(kind_of(key));
    }
}

TEST_CASE("a thing of 20 characters passes, a longer one ends in …, never inside a word or a character") {
    const auto thing = [](std::string_view value) { return fitted(ValueKind::thing, value); };
    CHECK(thing("一二三四五六七八九十一二三四五六七八九十") == "一二三四五六七八九十一二三四五六七八九十");
    CHECK(thing("一二三四五六七八九十一二三四五六七八九十一") == "一二三四五六七八九十一二三四五六七八九…");
    CHECK(thing("请携带护照到 Guangzhou Baiyun 机场办理") == "请携带护照到 Guangzhou…");
    CHECK(thing("车牌号码为粤A12345的车辆于今日上午有违法记录") == "车牌号码为粤A12345的车辆于今日上…");
    CHECK(thing("您的受理回执号码是ABC1234567890") == "您的受理回执号码是…");
    CHECK(thing("AAAAAAAAAABBBBBBBBBBCCCCCCCCCC") == "AAAAAAAAAABBBBBBBBB…");
    CHECK(thing("一二三四五六七八九十一二三四五六七八👮👮👮") == "一二三四五六七八九十一二三四五六七八…");
    CHECK(thing("一二三四五六七八九十一二三四五六七👮👮👮") == "一二三四五六七八九十一二三四五六七👮…");
    CHECK(thing("一二三四五六七八九十一二三四五六👮\u200D♂️一二三四") == "一二三四五六七八九十一二三四五六…");
    CHECK(thing("  多\n\t空　　白 ") == "多 空 白");
    CHECK(thing(" \n ") == "(none)");
}

TEST_CASE("what must not be cut is passed whole or refused") {
    using Kind = ValueKind;
    struct Row {
        Kind kind;
        const char* value;
        bool passes;
    };
    const Row rows[] = {
        {Kind::number, "12", true},
        {Kind::number, "-1.5", true},
        {Kind::number, "12345678901234567890123456789012", true},
        {Kind::number, "123456789012345678901234567890123", false},
        {Kind::number, "12元", false},
        {Kind::number, "1.2.3", false},
        {Kind::number, "-", false},
        {Kind::letter, "abcXYZ", true},
        {Kind::letter, "a1", false},
        {Kind::symbol, "+-*/%", true},
        {Kind::symbol, "+-*/%&", false},
        {Kind::symbol, "a", false},
        {Kind::time, "15:01", true},
        {Kind::time, "2019年10月1日 15:01", true},
        {Kind::time, "2026-11-28 09:00~10:00", true},
        {Kind::time, "明天", false},
        {Kind::date, "2019年10月1日", true},
        {Kind::date, "15:01", false},
        {Kind::amount, "¥200.00", true},
        {Kind::amount, "1234567890元", true},
        {Kind::amount, "12345678901", false},
        {Kind::amount, "二百元", false},
        {Kind::amount, "¥", false},
        {Kind::phone_number, "+86-020-66888888", true},
        {Kind::phone_number, "12345678901234567890", false},
        {Kind::phone_number, "电话110", false},
        {Kind::car_number, "粤A8Z888挂", true},
        {Kind::car_number, "粤AD12345", true},
        {Kind::car_number, "粤A123456挂", false},
        {Kind::car_number, "粤A·1234", false},
        {Kind::phrase, "审核未通过", true},
        {Kind::phrase, "审核没有通过", false},
        {Kind::phrase, "OK", false},
        {Kind::enumeration, "任何词语", true},
        {Kind::constant, "固定的词语", true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.value);
        CHECK(fitted(row.kind, row.value) == (row.passes ? row.value : "(none)"));
    }
}

TEST_CASE("names and numbers of documents are shortened") {
    CHECK(fitted(ValueKind::name, "林志远") == "林志远");
    CHECK(fitted(ValueKind::name, "阿卜杜勒热合曼·买买提") == "阿卜杜勒热合曼·买…");
    CHECK(fitted(ValueKind::name, "Alexander Bell") == "Alexander Bell");
    CHECK(fitted(ValueKind::name, "Wolfgang Amadeus Mozart") == "Wolfgang Amadeus…");
    CHECK(fitted(ValueKind::character_string, "4401990012345678") == "4401990012345678");
    CHECK(fitted(ValueKind::character_string, "AB-12345678901234567890-ABCDEFGHIJKL") == "AB-12345678901234567890-...");
    CHECK(fitted(ValueKind::character_string, "编号1") == "(none)");
}
