// The one reader of times of day, as residents say them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/rules/time.h"

namespace services {

/// A time of day as it was said, before the day is known.
struct SpokenTime {
    Minutes time;                 // from 00:00, below 24:00
    bool after_midnight = false;  // of the night that began on the day named: of 昨晚一点 and 昨晚12点 that is today
    bool either_half = false;     // 3点 without 上午 or 下午: 03:00 here, and 15:00 may be meant
};

/// The time at the end of a normalised text; what stands before it, the part of the day taken off, is left in `before`. Read are 9:30,
/// 09:30, 9点, 九点半, 9点一刻, 三点三刻, 9点10分, 十一点二十五分, 差五分九点, 9点3个字, 14时, 1430, 2:30pm and any of them after 凌晨,
/// 早上, 上午, 中午, 下午, 晚上, 半夜 and their like. Absent, and `before` unchanged, when there is none. Linear.
std::optional<SpokenTime> time_at_end(std::string_view text, std::string_view& before);

/// The part of a day at the end of a text (昨晚, 今早), taken off; false when there is none.
bool take_part_of_day(std::string_view& text);

/// From when and until before when a part of a day lasts.
struct SpanOfDay {
    Minutes from, to;
};
/// Of the part of a day that the whole text is: 下午, 上午的, 晏昼. Absent when it is none.
std::optional<SpanOfDay> span_of_day(std::string_view text);

/// The text without what is said around a day or a time and adds nothing: 大概, 左右, 发生的.
std::u32string_view without_hedges(std::u32string_view text);

/// The time that the whole text names, from 00:00; of 9:00-9:30 and 9点到10点 the beginning, 9.30 too. Absent when it names none. An hour
/// without 上午 or 下午 is read on a clock of 24 hours: where 3点 cannot be meant, ask `time_at_end` for `either_half` and add 12 hours.
std::optional<Minutes> time_of_day_in(std::string_view text);

}  // namespace services
