// What a cry for help looks like: words one after the other, and how far they may stand apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/distress/automaton.h"

namespace services {

/// How many characters may stand between two words: none, at most three or eight of the same sentence, or sixty, sentences or not.
enum class Gap { none, close, few, many };

/// Which of the lists of words, in a `Reading`.
using WordList = std::size_t;

struct Element {
    WordList words = 0;
    Gap gap = Gap::few;  // to the element before
};

/// Unsure: seldom enough by itself. Certain: whatever else is said.
enum class Strength { unsure, sure, certain };

struct Pattern {
    std::vector<Element> elements{};
    std::vector<WordList> unless{};  // none of these anywhere in the message
    bool from_start = false, to_end = false;
    Strength strength = Strength::sure;
    bool rings = true;  // where its kind does
    int line = 0;
};

/// A message in which the words were found.
struct Reading {
    std::u32string text{};
    std::vector<std::vector<Stretch>> found{};  // of each list of words, in the order of their ends
    std::size_t begin = 0, end = 0;             // the message without marks and blanks at both ends
    std::vector<std::size_t> breaks{};          // before each character: how many sentences have ended
    std::vector<std::size_t> denied_from{};     // before each character: where the negation begins that ends here, + 1; 0: none
    mutable std::size_t steps = 0;              // comparisons made so far, which is what the work costs
};

/// Whether a negation counts that stands before the first word or between two.
enum class Negation { counts, ignored };

/// Where the pattern fits, for each end the shortest stretch; empty: nowhere. Takes time linear in the words found.
std::vector<Stretch> fits(const Pattern&, const Reading&, Negation);

}  // namespace services
