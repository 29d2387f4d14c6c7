// Names as documents print them, however they are typed.
#include <doctest/doctest.h>

#include <utility>

#include "tests/services/fields_say.h"

using namespace services;
using tests::said;
using tests::why;

namespace {

/// As the chat gives it: what was typed, and the same simplified.
Parsed simplified(const FieldType& type, const char* typed, const char* simple) {
    return tests::parsed(type, Input{.text = simple, .choice = {}, .file = {}, .position = {}, .place = {}, .raw = typed});
}

}  // namespace

TEST_CASE("whatever is typed for the separator is ·") {
    for (const char* dot : {"·",  "•", "・", "‧",      "･", "．",     "●", ".",  "∙",   "⋅",    "｡",
                            "。", "⸱", "ᐧ",  "\u0387", "⚫", "⚫️", "◦", "﹒", " · ", "🞄", "․"}) {
        CAPTURE(dot);
        CHECK(said(person_name, "买买提" + std::string(dot) + "艾力") == "买买提·艾力");
        CHECK(said(newborn_name, "买买提" + std::string(dot) + "艾力") == "买买提·艾力");
    }
    for (const char* stopped : {"林子轩。", "林子轩.", "林子轩．", " 林子轩｡ "}) {
        CHECK(said(person_name, stopped) == "林子轩");
        CHECK(said(newborn_name, stopped) == "林子轩");
    }
    CHECK(said(person_name, "John Smith。") == "JOHN SMITH");
    for (const char* bad : {"。", "...", "林。", "·买买提", "买买提·", "买买提··艾力", "买买提-艾力", "买买提*艾力", "买买提、艾力"})
        CHECK_FALSE(said(person_name, bad));
}

TEST_CASE("Latin names in upper case, with plain quotes and dashes") {
    const std::pair<const char*, const char*> typed_and_kept[] = {
        {"José", "JOSÉ"},
        {"Jose\u0301", "JOSÉ"},
        {"JOSÉ", "JOSÉ"},
        {"Nguyễn Văn Ấn", "NGUYỄN VĂN ẤN"},
        {"Trần Thị Hồng Đào", "TRẦN THỊ HỒNG ĐÀO"},
        {"Ẁǎnɓa", "ẀǍNƁA"},
        {"O’Brien", "O'BRIEN"},
        {"O‘Brien", "O'BRIEN"},
        {"O`Brien", "O'BRIEN"},
        {"Oʼbrien", "O'BRIEN"},
        {"O＇Brien", "O'BRIEN"},
        {"O′Brien", "O'BRIEN"},
        {"Jean–Luc", "JEAN-LUC"},
        {"Jean—Luc", "JEAN-LUC"},
        {"Jean‐Luc", "JEAN-LUC"},
        {"Jean‑Luc", "JEAN-LUC"},
        {"Jean−Luc", "JEAN-LUC"},
        {"Ｊｏｈｎ　Ｓｍｉｔｈ", "JOHN SMITH"},
        {"John·Smith", "JOHN SMITH"},
        {"Martin Luther King, Jr.", "MARTIN LUTHER KING, JR."},
        {"Weiß", "WEISS"},
        {"Strauß-Kühn", "STRAUSS-KÜHN"},
        {"ﬁona", "FIONA"},
        {"Ẹ́bùn", "Ẹ́BÙN"},
        {"İnci Şahin", "İNCI ŞAHIN"},
    };
    for (const auto& [typed, kept] : typed_and_kept) {
        CAPTURE(typed);
        CHECK(said(person_name, typed) == kept);
        CHECK(said(person_name, kept) == kept);
    }
    for (const char* bad : {"J", "José1", "Иван", "Jo$e", "山田Taro", "Jean_Luc", "'-", "\u0301ab", "Αθηνά"}) {
        CAPTURE(bad);
        CHECK_FALSE(said(person_name, bad));
        CHECK(why(person_name, bad).ends_with("。"));
    }
}

TEST_CASE("Han names are unified, and keep what they are") {
    CHECK(said(person_name, "⻢⽟") == "马玉");
    CHECK(said(person_name, "⾦⼀") == "金一");
    CHECK(said(person_name, "林\uF9D1") == "林六");
    CHECK(said(person_name, "葛\U000E0100小") == "葛小");
    CHECK(said(newborn_name, "林⽟") == "林玉");
    CHECK(said(person_name, "林昇") == "林昇");
    CHECK(std::get<std::string>(simplified(person_name, "林子軒", "林子轩")) == "林子轩");
    CHECK(std::get<std::string>(simplified(person_name, "林子軒。", "林子轩")) == "林子轩");
    CHECK(std::get<std::string>(simplified(person_name, "林子昇", "林子升")) == "林子昇");
}

TEST_CASE("a newborn's traditional name is refused with its standard form to confirm") {
    const std::pair<std::pair<const char*, const char*>, const char*> typed_and_offered[] = {
        {{"林子軒", "林子轩"}, "林子轩"},
        {{"陳龍", "陈龙"}, "陈龙"},
        {{"陳龍。", "陈龙"}, "陈龙"},
        {{" 黃 穎欣 ", "黄 颖欣"}, "黄颖欣"},
        {{"買買提•艾力", "买买提•艾力"}, "买买提·艾力"},
        {{"昇軒", "升轩"}, "昇轩"},  // 昇 is a standard character
        {{"林龘軒", "林龘轩"}, ""},  // 龘 has no standard form: nothing to offer
        {{"林龘龘", "林龘龘"}, ""},
        {{"軒龘", "轩龘"}, ""},
        {{"軒1", "轩1"}, ""},
        {{"林x軒", "林x轩"}, ""},
    };
    for (const auto& [typed, offered] : typed_and_offered) {
        CAPTURE(typed.first);
        const Parsed parsed = simplified(newborn_name, typed.first, typed.second);
        REQUIRE(std::holds_alternative<Refusal>(parsed));
        const Refusal& refusal = std::get<Refusal>(parsed);
        CHECK(refusal.instead == offered);
        CHECK(refusal.why.ends_with("。"));
        if (offered[0] == '\0') continue;
        CHECK(refusal.why.find(offered) == std::string::npos);  // the sentence may be logged
        CHECK(said(newborn_name, offered) == offered);
    }
}
