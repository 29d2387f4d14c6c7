#include <doctest/doctest.h>

#include "fields_say.h"

using namespace services;
using namespace services::tests;

// On 24 November 2026, a Tuesday, at noon.
TEST_CASE("a moment is read as residents say it") {
    const std::pair<const char*, const char*> said_and_meant[] = {
        {"刚刚", "2026-11-24 12:00"},
        {"而家", "2026-11-24 12:00"},
        {"11:05", "2026-11-24 11:05"},
        {"9点", "2026-11-24 09:00"},
        {"9点半", "2026-11-24 09:30"},
        {"9点05分", "2026-11-24 09:05"},
        {"上午9:05", "2026-11-24 09:05"},
        {"早上 8 点", "2026-11-24 08:00"},
        {"13:00", "2026-11-23 13:00"},
        {"昨天22:10", "2026-11-23 22:10"},
        {"昨天晚上10点", "2026-11-23 22:00"},
        {"昨天下午2点半", "2026-11-23 14:30"},
        {"11月23日 9点", "2026-11-23 09:00"},
        {"凌晨0:30", "2026-11-24 00:30"},
        {"中午11:50", "2026-11-24 11:50"},
        {"２３：５０", "2026-11-23 23:50"},
        {"2026-11-24 09:05", "2026-11-24 09:05"},
    };
    for (const auto& [typed, meant] : said_and_meant) {
        INFO(std::string(typed));
        CHECK(said(past_moment, typed) == meant);
    }
}

TEST_CASE("what is no moment, or has not come yet, is refused and says what to write") {
    for (const char* typed : {"", "不知道", "25:00", "9:60", ":", "点", "今天", "9点xx", "abc 9:00", "110", "122"}) {
        INFO(std::string(typed));
        CHECK(why(past_moment, std::string_view(typed)).find("刚刚") != std::string::npos);
    }
    for (const char* typed : {"明天9:00", "今天13:00", "12:01明天"}) {
        INFO(std::string(typed));
        CHECK_FALSE(said(past_moment, typed));
    }
}

TEST_CASE("a value is its own answer, and comes back as the instant it names") {
    CHECK(instant_from_iso("2026-11-24 12:00") == facts_on("2026-11-24").now);
    for (const char* none : {"", "2026-11-24", "2026-02-30 10:00", "2026-11-24 24:01", "2026-11-24T12:00x"})
        CHECK_FALSE(instant_from_iso(none));
}

namespace {

/// What is made of it at this moment; "" when it is refused.
std::string at(const char* now, std::string_view typed) {
    const Said said = normalise(typed, {});
    const Facts facts{instant_from_iso(now).value(), no_figures()};
    const Parsed result = past_moment.parse({.text = said.text, .raw = said.raw}, facts);
    const auto* value = std::get_if<std::string>(&result);
    return value == nullptr ? "" : *value;
}

struct Row {
    const char *now, *typed, *meant;
};

void check(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        CAPTURE(row.now);
        CAPTURE(row.typed);
        CHECK(at(row.now, row.typed) == row.meant);
    }
}

constexpr const char* noon = "2026-11-24 12:00";

}  // namespace

TEST_CASE("just now, in whatever words") {
    for (const char* typed : {"刚刚", "刚才", "刚刚发生", "刚发生的", "刚刚发生的", "头先", "頭先", "啱先", "啱啱", "啱啱发生", "而家",
                              "依家", "现在", "就在刚刚", "大概刚刚", "马上", "刚撞的", "刚刚出的事"})
        CHECK_MESSAGE(at(noon, typed) == noon, typed);
}

TEST_CASE("how long ago") {
    check({{noon, "十分钟前", "2026-11-24 11:50"},
           {noon, "10分钟前", "2026-11-24 11:50"},
           {noon, "10分钟之前", "2026-11-24 11:50"},
           {noon, "大概十分钟前", "2026-11-24 11:50"},
           {noon, "十五分钟以前", "2026-11-24 11:45"},
           {noon, "十分钟左右前", ""},
           {noon, "半个钟前", "2026-11-24 11:30"},
           {noon, "半小时前", "2026-11-24 11:30"},
           {noon, "半个小时前", "2026-11-24 11:30"},
           {noon, "半粒钟前", "2026-11-24 11:30"},
           {noon, "半个钟头前", "2026-11-24 11:30"},
           {noon, "一个钟头前", "2026-11-24 11:00"},
           {noon, "一个钟前", "2026-11-24 11:00"},
           {noon, "个钟前", "2026-11-24 11:00"},
           {noon, "个半钟前", "2026-11-24 10:30"},
           {noon, "一个半小时前", "2026-11-24 10:30"},
           {noon, "1小时半前", "2026-11-24 10:30"},
           {noon, "两个小时前", "2026-11-24 10:00"},
           {noon, "2小时前", "2026-11-24 10:00"},
           {noon, "1.5小时前", "2026-11-24 10:30"},
           {noon, "成个钟前", "2026-11-24 11:00"},
           {noon, "大半个钟前", "2026-11-24 11:30"},
           {noon, "刚刚十分钟前", "2026-11-24 11:50"},
           {noon, "2 小时前", "2026-11-24 10:00"},
           {noon, "1小时20分钟前", "2026-11-24 10:40"},
           {noon, "一小时零五分钟前", "2026-11-24 10:55"},
           {noon, "一刻钟前", "2026-11-24 11:45"},
           {noon, "三刻钟前", "2026-11-24 11:15"},
           {noon, "三个字前", "2026-11-24 11:45"},
           {noon, "几分钟前", "2026-11-24 11:55"},
           {noon, "两三分钟前", "2026-11-24 11:57"},
           {noon, "五六分钟前", "2026-11-24 11:54"},
           {noon, "十几分钟前", "2026-11-24 11:45"},
           {noon, "十多分钟前", "2026-11-24 11:50"},
           {noon, "二十来分钟前", "2026-11-24 11:40"},
           {noon, "三四十分钟前", "2026-11-24 11:20"},
           {noon, "24小时前", "2026-11-23 12:00"},
           {"2026-11-24 00:10", "半小时前", "2026-11-23 23:40"},
           // About how many hours is no time, and neither is what nobody can count.
           {noon, "几个小时前", ""},
           {noon, "两三个小时前", ""},
           {noon, "十几个小时前", ""},
           {noon, "很久以前", ""},
           {noon, "半分钟前", ""},
           {noon, "100小时前", ""},
           {noon, "一年前", ""},
           {noon, "分钟前", ""},
           {noon, "前", ""},
           {noon, "三天前", ""}});
}

TEST_CASE("a day, a part of it and an hour") {
    check({{noon, "今早8点", "2026-11-24 08:00"},
           {noon, "今朝八点半", "2026-11-24 08:30"},
           {noon, "今天早上8点10分", "2026-11-24 08:10"},
           {noon, "九点半", "2026-11-24 09:30"},
           {noon, "9点一刻", "2026-11-24 09:15"},
           {noon, "三点三刻", "2026-11-24 03:45"},
           {noon, "9点10分", "2026-11-24 09:10"},
           {noon, "十一点二十五分", "2026-11-24 11:25"},
           {noon, "差五分十点", "2026-11-24 09:55"},
           {noon, "大概9点多", "2026-11-24 09:00"},
           {noon, "刚才9点", "2026-11-24 09:00"},
           {noon, "9:20 am", "2026-11-24 09:20"},
           {noon, "昨天2:30pm", "2026-11-23 14:30"},
           {noon, "9点左右", "2026-11-24 09:00"},
           {noon, "九点几", "2026-11-24 09:00"},
           {noon, "昨晚10点", "2026-11-23 22:00"},
           {noon, "琴晚十点", "2026-11-23 22:00"},
           {noon, "寻晚10点半", "2026-11-23 22:30"},
           {noon, "尋晚10點半", "2026-11-23 22:30"},
           {noon, "尋日下昼三点", "2026-11-23 15:00"},
           {noon, "琴日朝早9点", "2026-11-23 09:00"},
           {noon, "前天下午两点", "2026-11-22 14:00"},
           {noon, "前晚8点", "2026-11-22 20:00"},
           {noon, "大前天 9:00", "2026-11-21 09:00"},
           {noon, "周一下午3点", "2026-11-23 15:00"},
           {noon, "上周五晚上8点", "2026-11-20 20:00"},
           {noon, "周五晚上8点", "2026-11-20 20:00"},
           {noon, "星期一九点", "2026-11-23 09:00"},
           {noon, "23号下午3点", "2026-11-23 15:00"},
           {noon, "二十三号十五点", "2026-11-23 15:00"},
           {noon, "11月20日(周五) 9:05", "2026-11-20 09:05"},
           {noon, "11/20 9:05", "2026-11-20 09:05"},
           {noon, "2026年11月20日 下午2点", "2026-11-20 14:00"},
           {noon, "两天前的下午3点", "2026-11-22 15:00"},
           {noon, "昨天，22:10", "2026-11-23 22:10"},
           {noon, "昨天1430", "2026-11-23 14:30"},
           {noon, "0930", "2026-11-24 09:30"},
           {noon, "2026-11-24T09:05", "2026-11-24 09:05"},
           {noon, "下午2:20分", "2026-11-23 14:20"},
           {noon, "14时", "2026-11-23 14:00"},
           {noon, "是昨天中午12点的时候发生的", "2026-11-23 12:00"}});
}

TEST_CASE("small hours belong to the night they are of") {
    check({{noon, "昨晚一点", "2026-11-24 01:00"},
           {noon, "昨晚12点", "2026-11-24 00:00"},
           {noon, "昨晚12点半", "2026-11-24 00:30"},
           {noon, "昨晚0:30", "2026-11-24 00:30"},
           {noon, "昨晚凌晨2点", "2026-11-24 02:00"},
           {noon, "昨天夜里两点", "2026-11-24 02:00"},
           {noon, "昨天晚上11点", "2026-11-23 23:00"},
           {noon, "今天凌晨2点", "2026-11-24 02:00"},
           {noon, "凌晨2点", "2026-11-24 02:00"},
           {noon, "半夜两点", "2026-11-24 02:00"},
           {noon, "今天半夜2点", "2026-11-24 02:00"},
           {noon, "昨天凌晨2点", "2026-11-23 02:00"},
           {noon, "晚上1点", "2026-11-24 01:00"},
           {noon, "晚上12点", "2026-11-24 00:00"},
           {noon, "晚上10点", "2026-11-23 22:00"},
           {noon, "前晚1点", "2026-11-23 01:00"},
           {noon, "琴晚半夜三点", "2026-11-24 03:00"},
           {"2026-11-24 00:30", "十一点半", "2026-11-23 23:30"},
           {"2026-11-24 00:30", "23:50", "2026-11-23 23:50"},
           {"2026-11-24 00:30", "12点", "2026-11-24 00:00"},
           {"2026-11-24 00:30", "今晚11点", "2026-11-23 23:00"},
           {"2026-11-24 00:30", "今晚12点", "2026-11-24 00:00"},
           {"2026-11-24 00:30", "昨晚11点", "2026-11-23 23:00"},
           {"2026-11-24 02:00", "今晚一点", "2026-11-24 01:00"},
           {"2026-11-24 00:30", "昨晚一点", "2026-11-23 01:00"},
           {"2026-11-24 22:30", "今晚9点", "2026-11-24 21:00"},
           {"2026-11-24 22:30", "9点半", "2026-11-24 21:30"},
           {"2026-11-24 16:00", "3点", "2026-11-24 15:00"},
           {"2026-11-24 16:00", "今天3点", "2026-11-24 15:00"},
           {"2026-11-24 16:00", "3:00", "2026-11-24 03:00"},
           {"2026-11-24 07:00", "9点", "2026-11-23 21:00"},
           {noon, "今晚9点", ""},
           {"2026-11-24 08:00", "今早9点", ""}});
}

TEST_CASE("a clock a few minutes ahead of ours means now; what is further ahead is not guessed at") {
    check({{noon, "12:01", noon},
           {noon, "12:10", noon},
           {noon, "12点5分", noon},
           {noon, "今天12:05", noon},
           {noon, "2026-11-24 12:10", noon},
           {noon, "中午12点10分", noon},
           {noon, "12:11", ""},
           {noon, "12:29", ""},
           {noon, "12点20分", ""},
           {noon, "13:00", "2026-11-23 13:00"},
           {noon, "今天12:11", ""},
           {noon, "11月28日9点", ""},
           {noon, "28号9点", "2026-10-28 09:00"},
           {noon, "明天9点", ""},
           {noon, "听晚8点", ""},
           {"2026-11-24 23:55", "0:03", "2026-11-24 00:03"},  // a whole day ago: it was said of a day that is nearly over
           {"2026-11-24 08:55", "9点", "2026-11-24 08:55"},
           {"2026-11-24 08:35", "9点", ""},
           {"2026-11-24 14:10", "15:00", "2026-11-23 15:00"}});
}

TEST_CASE("a day without an hour is asked for the hour") {
    for (const char* typed : {"尋日", "前天", "昨天", "今晚", "琴晚", "昨晚", "今早", "上周五", "11月20日", "三天前", "下午", "昨天下午",
                              "凌晨", "几个小时前", "一个多小时前", "很久以前"}) {
        CAPTURE(typed);
        CHECK(at(noon, typed).empty());
        CHECK(why(past_moment, std::string_view(typed)).find("几点") != std::string::npos);
    }
}

TEST_CASE("a moment read is never ahead, and is its own answer") {
    const char* days_said[] = {"", "今天", "昨天", "昨晚", "今晚", "今早", "前晚", "周五", "11月28日", "3号", "明天"};
    const char* parts_said[] = {"", "凌晨", "早上", "中午", "下午", "晚上", "半夜"};
    int read = 0;
    for (const char* now : {"2026-11-24 00:05", "2026-11-24 05:59", "2026-11-24 12:00", "2026-11-24 23:58"}) {
        for (const char* day : days_said) {
            for (const char* part : parts_said) {
                for (int hour = 0; hour <= 24; ++hour) {
                    for (const char* rest : {"点", "点半", ":07"}) {
                        const std::string typed = std::string(day) + part + std::to_string(hour) + rest;
                        const std::string value = at(now, typed);
                        if (value.empty()) continue;
                        ++read;
                        CAPTURE(typed);
                        CHECK(instant_from_iso(value).value() <= instant_from_iso(now).value());
                        CHECK(at(now, value) == value);
                    }
                }
            }
        }
    }
    CHECK(read > 10'000);
}
