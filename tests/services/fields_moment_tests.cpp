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
