// What people type, paste and have recognised, made comparable.
#include "services/answers/folding.h"

#include <doctest/doctest.h>

#include <utility>

#include "services/shapes/data_set.h"
#include "tests/services/fields_say.h"
#include "wechat/utf8.h"

using namespace services;
using tests::said;

namespace {

std::string folded(std::string_view typed) { return normalise(typed, {}).text; }

}  // namespace

TEST_CASE("what is drawn otherwise and means the same becomes the plain form") {
    const std::pair<const char*, const char*> typed_and_meant[] = {
        {"⼴州市⽩云区", "广州市白云区"},  // Kangxi radicals, as copied from a PDF
        {"⾝份证", "身份证"},
        {"⻋牌⻓", "车牌长"},  // radicals supplement
        {"⺠警⻔⻢⻰⻁", "民警门马龙虎"},
        {"\uF9D1\uF983", "六旅"},  // compatibility ideographs
        {"\U0002F800\U0002F81A", "丽冬"},
        {"1\uFE0F\u20E3", "1"},  // keycaps
        {"1\u20E3 2\uFE0F\u20E3", "1 2"},
        {"葛\U000E0100城\uFE00", "葛城"},  // variation selectors
        {"Jose\u0301", "José"},
        {"Nguye\u0302\u0303n", "Nguyễn"},
        {"\u212B\u2126", "\u00C5\u03A9"},
        {"𝟏𝟑𝟖𝟎𝟎", "13800"},  // digits of styles and scripts
        {"١٢٣４", "1234"},
        {"ａｂｃ：，！￥", "abc:,!¥"},
        {"﹒﹣﹐", ".-,"},
        {"ﾃｽﾄ", "テスト"},
        {"a\u200D\u2060\u3164\u034F\u180Eb", "ab"},
        {"广\u00AD州\uFEFF", "广州"},
    };
    for (const auto& [typed, meant] : typed_and_meant) {
        CAPTURE(typed);
        CHECK(folded(typed) == meant);
        CHECK(folded(folded(typed)) == meant);
    }
}

TEST_CASE("what means something more stays") {
    for (const char* same : {"①", "⑴第一", "⒈", "m²", "½", "第Ⅱ类", "℃", "…", "一二三", "〇", "·", "’", "😀", "👨👩", "é", "Ấ", "々", "㈱"}) {
        CAPTURE(same);
        CHECK(folded(same) == same);
    }
}

TEST_CASE("every radical block character comes out as a Han character of the common blocks") {
    for (char32_t c = 0x2F00; c <= 0x2FD5; ++c) {
        const std::string typed = wechat::to_utf8(std::u32string(1, c));
        const std::u32string meant = wechat::to_utf32(folded(typed));
        REQUIRE(meant.size() == 1);
        CHECK(meant[0] >= 0x4E00);
        CHECK(meant[0] <= 0x9FFF);
        CHECK(unified(typed) == folded(typed));
    }
    for (char32_t c = 0x2F800; c <= 0x2FA1D; ++c)
        CHECK(folded(wechat::to_utf8(std::u32string(1, c))) != wechat::to_utf8(std::u32string(1, c)));
}

TEST_CASE("signs of lists are numbers where a list is picked from") {
    const std::pair<const char*, const char*> typed_and_meant[] = {
        {"①", "1"},     {"⑫", "12"},    {"⑳", "20"}, {"㉑", "21"}, {"㊿", "50"}, {"⑴", "1"},  {"⒈", "1"},  {"⒑", "10"},  {"❶", "1"},
        {"❿", "10"},    {"➀", "1"},     {"➉", "10"}, {"⓵", "1"},   {"⓫", "11"},  {"🔟", "10"}, {"㈠", "1"}, {"㊀", "1"},  {"㊉", "10"},
        {"① ③", "1 3"}, {"选②", "选2"}, {"🄂", "1"},  {"一", "一"}, {"½", "½"},   {"", ""},    {"Ⅱ", "Ⅱ"},  {"12", "12"},
    };
    for (const auto& [typed, meant] : typed_and_meant) {
        CAPTURE(typed);
        CHECK(with_plain_digits(typed) == meant);
    }
}

TEST_CASE("numbers are read in whatever signs they were typed") {
    CHECK(said(mobile, "𝟭𝟯𝟴 𝟬𝟬𝟭𝟯 𝟴𝟬𝟬𝟬") == "13800138000");
    CHECK(said(mobile, "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣") == "13800138000");
    CHECK(said(mobile, "(+86)13800138000") == "13800138000");
    CHECK(said(mobile, "（８６）138‐0013–8000") == "13800138000");
    for (const char* dotted : {"粤A·12345", "粤A•12345", "粤A・12345", "粤A.12345", "粤A．12345", "粤A●12345", "粤A‧12345", "粤A∙12345",
                               "粤A⋅12345", "粤A—12345", "粤A﹣12345", "粤A−12345"}) {
        CAPTURE(dotted);
        CHECK(said(plate, dotted) == "粤A12345");
    }
    CHECK(said(district, "⽩云区") == said(district, "白云区"));
}

TEST_CASE("prose is stored in characters that can be found again, and otherwise as it was written") {
    CHECK(said(text, "⼴州⻋站") == "广州车站");
    CHECK(said(text, "Jose\u0301 ①②，１２") == "José ①②，１２");
    CHECK(said(text, "❤️ 1️⃣") == "❤️ 1️⃣");
}

TEST_CASE("an import is folded by the same function as an answer") {
    const DataSet data{.id = "folded",
                       .title = "折叠",
                       .columns = {Column{.name = "name", .label = "姓名", .type = &person_name, .kept = Kept::key},
                                   Column{.name = "id", .label = "号码", .type = &id_card, .kept = Kept::key}}};
    const Facts facts = tests::facts_on("2026-11-24");
    const std::pair<const char*, const char*> names[] = {
        {"⻢⽟", "马玉"}, {"买买提•艾力", "买买提·艾力"}, {"Jose\u0301 O’Neill", "JOSÉ O'NEILL"}, {"\uF9D1小葛\uFE00", "六小葛"}};
    for (const auto& [typed, meant] : names) {
        Answers row;
        CAPTURE(typed);
        CHECK(read_cells(data, {{"name", typed}, {"id", "34052419800101001Ⅹ"}}, facts, row).empty());
        CHECK(row["name"] == meant);
        CHECK(row["name"] == said(person_name, typed));
        CHECK(row["id"] == "34052419800101001X");
    }
}
