// Times of day as residents say them.
#include "services/answers/times.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "tests/services/fields_say.h"

using namespace services;

namespace {

std::string read(std::string_view typed) {
    const auto time = time_of_day_in(normalise(typed, {}).text);
    return time ? clock(*time) : "";
}

}  // namespace

TEST_CASE("times of day are read as they are said") {
    const std::pair<const char*, const char*> said_and_meant[] = {
        {"9:30", "09:30"},
        {"09:30", "09:30"},
        {"9：30", "09:30"},
        {"9点", "09:00"},
        {"九点", "09:00"},
        {"9点钟", "09:00"},
        {"9点整", "09:00"},
        {"9點", "09:00"},
        {"9点半", "09:30"},
        {"九点半", "09:30"},
        {"9点半钟", "09:30"},
        {"9点一刻", "09:15"},
        {"9点1刻", "09:15"},
        {"三点三刻", "03:45"},
        {"9点10分", "09:10"},
        {"9点十分", "09:10"},
        {"9点零五", "09:05"},
        {"9点零五分", "09:05"},
        {"9点05", "09:05"},
        {"9点5分", "09:05"},
        {"9点过5分", "09:05"},
        {"9点3个字", "09:15"},
        {"九点搭三", "09:15"},
        {"九点搭正", "09:00"},
        {"十一点二十五分", "11:25"},
        {"十二点", "12:00"},
        {"二十点", "20:00"},
        {"二十三点五十九分", "23:59"},
        {"十点四十", "10:40"},
        {"差五分九点", "08:55"},
        {"差一刻九点", "08:45"},
        {"九点差五分", "08:55"},
        {"14时", "14:00"},
        {"14时30分", "14:30"},
        {"1430", "14:30"},
        {"0930", "09:30"},
        {"9.30", "09:30"},
        {"上午9点", "09:00"},
        {"上昼十点", "10:00"},
        {"早上 8 点", "08:00"},
        {"朝早8点", "08:00"},
        {"中午12点", "12:00"},
        {"中午1点", "13:00"},
        {"中午十一点半", "11:30"},
        {"下午两点", "14:00"},
        {"下午2点半", "14:30"},
        {"下昼三点", "15:00"},
        {"晏昼3点", "15:00"},
        {"下午14点", "14:00"},
        {"下午14:30", "14:30"},
        {"傍晚6点", "18:00"},
        {"晚上8点", "20:00"},
        {"夜晚9点", "21:00"},
        {"晚8点", "20:00"},
        {"晚上12点", "00:00"},
        {"晚上1点", "01:00"},
        {"凌晨2点", "02:00"},
        {"凌晨12点半", "00:30"},
        {"半夜两点", "02:00"},
        {"半夜12点", "00:00"},
        {"0点", "00:00"},
        {"9:30am", "09:30"},
        {"2:30 PM", "14:30"},
        {"12:00pm", "12:00"},
        {"12:05 am", "00:05"},
        {"大概九点左右", "09:00"},
        {"九点半嘅", "09:30"},
        {"零点", "00:00"},
        {"24:00", "00:00"},
        {"9:00-9:30", "09:00"},
        {"9点到10点", "09:00"},
        {"下午2点至3点", "14:00"},
        {"09:00~09:30", "09:00"},
        {"９：３０", "09:30"},
        {"上午 9:05", "09:05"},
        {"①点", ""},
    };
    for (const auto& [typed, meant] : said_and_meant) {
        CAPTURE(typed);
        CHECK(read(typed) == meant);
    }
    for (int minute = 0; minute < 24 * 60; ++minute) CHECK(time_of_day_in(clock(Minutes{minute})) == Minutes{minute});
}

TEST_CASE("what names no time is none") {
    for (const char* none : {"",       " ",     "9",       "九",   "点",    ":",      "9:",    ":30",      "9:5",         "9:60",
                             "25:00",  "24:30", "9点60分", "9点3", "9点五", "三十点", "下午",  "早上",     "明天9点",     "9点xx",
                             "x9点",   "小时",  "2小时",   "123",  "12345", "2460",   "9930",  "9点半半",  "9点10分钟前", "二三点",
                             "两三点", "pm",    "am",      "大概", "pm9",   "3.5",    "10.99", "20261203", "12-1430",     "到9点半到"}) {
        CAPTURE(none);
        CHECK(read(none).empty());
    }
    CHECK_FALSE(time_of_day_in(std::string(100000, '1')));
    CHECK_FALSE(time_of_day_in("9\xFF点"));
}

TEST_CASE("a time at the end leaves the day, and says what it does not know") {
    const struct {
        const char *typed, *before, *time;
        bool after_midnight, either_half;
    } rows[] = {
        {"昨天 22:10", "昨天", "22:10", false, false},
        {"昨晚10点", "昨", "22:00", false, false},
        {"昨晚一点", "昨", "01:00", true, false},
        {"昨晚12点半", "昨", "00:30", true, false},
        {"昨晚凌晨2点", "昨", "02:00", true, false},
        {"昨天凌晨2点", "昨天", "02:00", false, false},
        {"今早8点", "今", "08:00", false, false},
        {"3点", "", "03:00", false, true},
        {"12点半", "", "12:30", false, true},
        {"15点", "", "15:00", false, false},
        {"3:00", "", "03:00", false, false},
        {"03点", "", "03:00", false, false},
        {"星期一九点", "星期一", "09:00", false, true},
        {"周二十点", "周二", "10:00", false, true},
        {"周二二十点", "周二", "20:00", false, false},
        {"星期二十三点", "星期二", "13:00", false, false},
        {"二十号九点", "二十号", "09:00", false, true},
        {"12月3日下午的两点", "12月3日", "14:00", false, false},
        {"2026-11-24 09:05", "2026-11-24", "09:05", false, false},
        {"昨天，差五分九点", "昨天", "08:55", false, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        std::string_view before = "?";
        const std::string text = normalise(row.typed, {}).text;
        const auto spoken = time_at_end(text, before);
        REQUIRE(spoken);
        CHECK(before == row.before);
        CHECK(clock(spoken->time) == row.time);
        CHECK(spoken->after_midnight == row.after_midnight);
        CHECK(spoken->either_half == row.either_half);
    }
}
