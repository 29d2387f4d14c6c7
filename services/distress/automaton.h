// Finds every word of a list in a text, all in one pass over it (Aho and Corasick, 1975).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace services {

/// From character `begin` up to and without `end`.
struct Stretch {
    std::size_t begin = 0, end = 0;
    bool operator==(const Stretch&) const = default;
};

/// Immutable once finished; then any number of threads may search it.
class Automaton {
  public:
    /// Gives the word's number: 0, 1, 2 … in the order of first adding; the same word has one number. Not empty.
    std::size_t add(std::u32string_view word);
    void finish();  // after the last word, before the first search

    struct Hit {
        std::size_t word;
        Stretch where;
    };
    /// Every place where a word stands, also inside of another word, in the order of their ends.
    std::vector<Hit> find_in(std::u32string_view text) const;

  private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct Node {
        std::size_t word = none, length = 0;
        std::size_t fallback = 0;  // the longest proper end of this node's word that begins another word
        std::size_t shorter = 0;   // the nearest node down the fallbacks that ends a word; 0: none
    };
    std::size_t step(std::size_t node, char32_t c) const;

    std::vector<Node> nodes_ = {Node{}};
    std::unordered_map<std::uint64_t, std::size_t> edges_;
    std::size_t words_ = 0;
};

}  // namespace services
