#include <doctest/doctest.h>

#include "tests/services/fields_say.h"

using namespace services;
using tests::parsed;
using tests::said;
using tests::why;

TEST_CASE("dates as people say them, on Tuesday 24 November 2026") {
    for (const char* same : {"2026-11-30", "20261130", "2026年11月30日", "2026/11/30", "2026.11.30", "11月30日", "11月30号", "11-30",
                             "30号", "下周一", "下星期一", "下礼拜一", "周一", "十一月三十日", "下个星期一"}) {
        CAPTURE(same);
        CHECK(said(date, same) == "2026-11-30");
    }
    CHECK(said(date, "今天") == "2026-11-24");
    CHECK(said(date, "明天") == "2026-11-25");
    CHECK(said(date, "听日") == "2026-11-25");
    CHECK(said(date, "后天") == "2026-11-26");
    CHECK(said(date, "昨天") == "2026-11-23");
    CHECK(said(date, "周二") == "2026-11-24");
    CHECK(said(date, "本周一") == "2026-11-23");
    CHECK(said(date, "上周日") == "2026-11-22");
    CHECK(said(date, "周日") == "2026-11-29");
    CHECK(said(date, "下周天") == "2026-12-06");
    CHECK(said(date, "1月5日") == "2027-01-05");
    CHECK(said(date, "11月20日") == "2026-11-20");
    CHECK(said(date, "二十一号") == "2026-11-21");
    CHECK(said(date, "1990年3月7日") == "1990-03-07");
    for (const char* bad : {"2026-02-29", "2月30日", "20261131", "1899-12-31", "2101-01-01", "30", "13月1日", "下周八", "很快", "明天下午",
                            "1-2-3-4", "", "99999999999", "2026113012345678901234567890"}) {
        CAPTURE(bad);
        CHECK_FALSE(said(date, bad));
    }
    CHECK(date.mask("2026-11-30") == "2026年11月30日");
}

TEST_CASE("the night before midnight in Guangzhou is still today") {
    const Facts facts{*date_from_iso("2026-11-24") + std::chrono::hours{16}, tests::no_figures()};
    Input input;
    input.text = input.raw = "今天";
    CHECK(std::get<std::string>(date.parse(input, facts)) == "2026-11-25");
}

TEST_CASE("prose keeps what was written, within 500 characters") {
    CHECK(said(text, "  灯壞了\n請修理👨‍👩‍👧  ") == "灯壞了\n請修理👨‍👩‍👧");
    std::string longest;
    for (int i = 0; i < 500; ++i) longest += "字";
    CHECK(said(text, longest) == longest);
    CHECK_FALSE(said(text, longest + "字"));
    for (const char* bad : {"", "   ", "\xE3\x80\x80", "a\x01z", "\xFF\xFE"}) CHECK_FALSE(why(text, bad).empty());
    CHECK(said(text,
               "ab\xE2\x80\xAE"
               "cd") == "abcd");
}

TEST_CASE("a choice is the id of an option, never the words") {
    Input input;
    input.text = input.raw = "LOST";
    CHECK(why(choice, input) == "请选择列表中的一项。");
    input.choice = "LOST";
    CHECK(std::get<std::string>(parsed(choice, input)) == "LOST");
}

TEST_CASE("a photo is an image, not words or a voice") {
    Input input;
    CHECK_FALSE(why(photo, input).empty());
    input.file = FileRef{"f1", "voice"};
    CHECK(why(photo, input).find("图片") != std::string::npos);
    input.file = FileRef{"f1", "image"};
    CHECK(std::get<std::string>(parsed(photo, input)) == "f1");
}

TEST_CASE("money is whole fen") {
    CHECK(said(money, "12.5") == "12.50");
    CHECK(said(money, "¥1,200元") == "1200.00");
    CHECK(said(money, "007") == "7.00");
    CHECK(said(money, "0") == "0.00");
    CHECK(fen_of("12.50").count == 1250);
    CHECK(fen_of("0.07").count == 7);
    CHECK(money.mask("12.50") == "12.50元");
    for (const char* bad : {"", "12.505", "-1", "12.", ".5", "十元", "123456789", "1.2.3"}) CHECK_FALSE(said(money, bad));
}
