// Which line of a list, or which service, a reply means: numbers, days and hours, labels and exact names. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/form/spec.h"

namespace services {

/// "2", "2.", "第2个", "(2)", ②, 二, 第二个 or 选2 as a line number; 0 when the text is something else.
std::size_t line_number(std::string_view text);

/// The numbers of "1 3", "1,3", "1、3" or "1和3"; empty when anything else is in it.
std::vector<std::size_t> line_numbers(std::string_view text);

/// On a list of days or hours, the id of the one that the text says: 明天, 12月3号, 九点半. Absent on any other list, for a number alone,
/// and when what is said is not on it.
std::optional<std::string> day_or_hour(const std::vector<std::string>& ids, std::string_view text, Date today);
/// Whether the text says a day where days are listed, or an hour where hours are.
bool says_day_or_hour(const std::vector<std::string>& ids, std::string_view text, Date today);

/// On a list of days or hours, the id of the one that is meant where none is named: of 最早, 都得, 下午 and 下周 the first that fits, of
/// 最晚 the last; "" when none fits. Absent on any other list, and when nothing of the kind is said.
std::optional<std::string> left_open(const std::vector<std::string>& ids, std::string_view text, Date today);

/// The id of the option named by its label, by the beginning of one, or by an unmistakable part of the only one it is in: 对方全责 is
/// 对方负全部责任. "2.户政业务" is the second line, if that is its label.
std::optional<std::string> named(const std::vector<Option>&, std::string_view text);

/// The id of the only option one of whose words is inside the text, the longest one counting: 身份证丢了 is 丢失补领.
std::optional<std::string> called(const std::vector<Option>&, std::string_view text);

/// What may be several answers, in their order: "林志远 440106…" at its blanks and commas and, with `day_first`, 明天九点 and 明天下午
/// before the time. One piece when it cannot be.
std::vector<std::string> apart(std::string_view text, bool day_first);

/// Whether the lines are days.
bool are_days(const std::vector<std::string>& ids);

/// Whether the label of one option alone is the text, or begins with it: for words that mean something to the engine as well.
bool heads_one(const std::vector<Option>&, std::string_view text);

/// The same of several at once: 刘备和张飞; absent when one of them is not named so.
std::optional<std::vector<std::string>> all_named(const std::vector<Option>&, std::string_view text);

/// The service whose title or word the whole message is; null when there is none, or more than one.
const Service* named_exactly(const std::vector<Service>&, const Figures&, const std::string& text);

}  // namespace services
