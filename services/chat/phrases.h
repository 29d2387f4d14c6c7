// How a word of a table is found in what was said: one matcher for the words of services and of what is done elsewhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace services {

/// The message without what closes it, letters in lower case: what phrases are looked for in.
std::string searched(std::string_view normalised);

/// How many characters the longest of `phrases` inside a searched text has; 0 when none is inside. A phrase of one character would be in
/// everything and counts as none. Phrases are in lower case; Latin words count as whole words: visa is not in advisable. 护照…丢 is its
/// parts one after another, whatever stands between; =材料 is the whole text.
std::size_t longest_inside(const std::vector<std::string>& phrases, std::string_view text);

/// Whether the whole text is one of those listed between bars: |菜单|首页|.
bool is_listed(std::string_view listed, std::string_view text);

}  // namespace services
