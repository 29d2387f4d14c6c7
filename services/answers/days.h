// The one reader of days, as residents say them and as our own screens print them.
#pragma once

#include <optional>
#include <string_view>

#include "services/rules/time.h"

namespace services {

/// Which day is meant where neither year nor week was said: 3号 and 周五 of an appointment lie ahead, of an accident behind.
enum class Toward { nearest, past, future };

/// The day that the whole text names, seen from `today`; absent when it names none, none that exists between 1900 and 2100, or two that
/// disagree. The text is normalised (`Said::text`); spaces and commas do not matter. Read are
/// - 今天, 明日, 听日, 听朝, 大后天, 昨天, 寻日, 3天后, 两日前;
/// - 周五, 星期日, 礼拜三, of this week, with 下 and 上 (个) of the weeks beside it; weeks begin on Monday. A bare one is today's or, by
///   `toward`, the one before or after; with `nearest` the one of this week, of the next week if it is over;
/// - 12月3号, 十二月三日, 12/3, 12-3, 12.3 and 2026年12月3日, 2026-12-03, 20261203, 26年12月3日, 明年1月3日;
/// - 3号, 下个月3号;
/// - any of these with its weekday: 12月3日(周四), as we print it. With another day's weekday it is no day.
/// A number alone is none: it may be the number of a line. Linear.
std::optional<Date> day_in(std::string_view text, Date today, Toward toward = Toward::nearest);

}  // namespace services
