// Words an administrator mistyped: the nearest valid one, and lists of words in a sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gateway {

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; bytes, letters in either case.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `words`, or "" when none is near enough to be what was meant.
std::string nearest(std::string_view word, const std::vector<std::string>& words);

/// `; did you mean "enabled"?`, or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& words);

/// `a, b, c`; at most `most` of them, then `…`.
std::string listed(const std::vector<std::string>& words, std::size_t most = 12);

}  // namespace gateway
