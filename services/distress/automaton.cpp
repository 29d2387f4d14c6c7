#include "services/distress/automaton.h"

#include <algorithm>
#include <utility>

namespace services {
namespace {

constexpr std::uint64_t edge(std::size_t node, char32_t c) { return (static_cast<std::uint64_t>(node) << 21) | c; }

}  // namespace

std::size_t Automaton::add(std::u32string_view word) {
    std::size_t at = 0;
    for (const char32_t c : word) {
        const auto [found, is_new] = edges_.emplace(edge(at, c), nodes_.size());
        if (is_new) nodes_.push_back({});
        at = found->second;
    }
    if (nodes_[at].word == none) nodes_[at] = {.word = words_++, .length = word.size()};
    return nodes_[at].word;
}

void Automaton::finish() {
    // A child has a higher number than its parent, but fallbacks need all shorter words first: level by level.
    struct Edge {
        std::size_t from, to;
        char32_t c;
    };
    std::vector<Edge> edges;
    for (const auto& [key, to] : edges_) edges.push_back({static_cast<std::size_t>(key >> 21), to, static_cast<char32_t>(key & 0x1FFFFF)});
    std::ranges::sort(edges, {}, &Edge::to);
    std::vector<std::size_t> depth(nodes_.size(), 0);
    for (const Edge& each : edges) depth[each.to] = depth[each.from] + 1;
    std::ranges::stable_sort(edges, {}, [&](const Edge& each) { return depth[each.to]; });
    for (const Edge& each : edges) {
        Node& node = nodes_[each.to];
        node.fallback = each.from == 0 ? 0 : step(nodes_[each.from].fallback, each.c);
        const Node& below = nodes_[node.fallback];
        node.shorter = below.word == none ? below.shorter : node.fallback;
    }
}

std::size_t Automaton::step(std::size_t node, char32_t c) const {
    for (;; node = nodes_[node].fallback) {
        if (const auto next = edges_.find(edge(node, c)); next != edges_.end()) return next->second;
        if (node == 0) return 0;
    }
}

std::vector<Automaton::Hit> Automaton::find_in(std::u32string_view text) const {
    std::vector<Hit> hits;
    std::size_t at = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        at = step(at, text[i]);
        for (std::size_t node = nodes_[at].word == none ? nodes_[at].shorter : at; node != 0; node = nodes_[node].shorter)
            hits.push_back({nodes_[node].word, {i + 1 - nodes_[node].length, i + 1}});
    }
    return hits;
}

}  // namespace services
