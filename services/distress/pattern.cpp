#include "services/distress/pattern.h"

#include <algorithm>

namespace services {
namespace {

/// Whether a negation stands just before `at`, and behind `from`: 没有 before 撞人.
bool is_denied(const Reading& reading, std::size_t from, std::size_t at) { return reading.denied_from[at] > from; }

std::size_t widest(Gap gap) {
    switch (gap) {
        case Gap::none:
            return 0;
        case Gap::close:
            return 3;
        case Gap::few:
            return 8;
        case Gap::many:
            return 60;
    }
    return 0;
}

bool may_lie_between(const Reading& reading, Gap gap, std::size_t from, std::size_t to, Negation negation) {
    if (gap != Gap::many && reading.breaks[from] != reading.breaks[to]) return false;
    return negation == Negation::ignored || !is_denied(reading, from, to);
}

/// Of what fitted so far, what the word at `next` carries on, as short as possible.
std::optional<Stretch> carried_on(const std::vector<Stretch>& before, const Stretch& next, Gap gap, const Reading& reading,
                                  Negation negation) {
    const std::size_t earliest = next.begin > widest(gap) ? next.begin - widest(gap) : 0;
    std::optional<Stretch> best;
    for (auto at = std::ranges::lower_bound(before, earliest, {}, &Stretch::end); at != before.end() && at->end <= next.begin; ++at) {
        ++reading.steps;
        if (best && at->begin <= best->begin) continue;
        if (may_lie_between(reading, gap, at->end, next.begin, negation)) best = Stretch{at->begin, next.end};
    }
    return best;
}

/// In the order of ends, one for each end: the shortest.
void add(std::vector<Stretch>& all, const Stretch& one) {
    if (all.empty() || all.back().end != one.end) {
        all.push_back(one);
    } else {
        all.back().begin = std::max(all.back().begin, one.begin);
    }
}

}  // namespace

std::vector<Stretch> fits(const Pattern& pattern, const Reading& reading, Negation negation) {
    for (const Element& element : pattern.elements)
        if (reading.found[element.words].empty()) return {};
    for (const WordList words : pattern.unless)
        if (!reading.found[words].empty()) return {};
    std::vector<Stretch> so_far;
    for (const Stretch& first : reading.found[pattern.elements.front().words]) {
        ++reading.steps;
        if (pattern.from_start && first.begin != reading.begin) continue;
        if (negation == Negation::counts && is_denied(reading, 0, first.begin)) continue;
        add(so_far, first);
    }
    for (std::size_t i = 1; i < pattern.elements.size() && !so_far.empty(); ++i) {
        const Element& element = pattern.elements[i];
        std::vector<Stretch> longer;
        for (const Stretch& next : reading.found[element.words])
            if (const auto on = carried_on(so_far, next, element.gap, reading, negation)) add(longer, *on);
        so_far = std::move(longer);
    }
    if (pattern.to_end) std::erase_if(so_far, [&](const Stretch& fit) { return fit.end != reading.end; });
    return so_far;
}

}  // namespace services
