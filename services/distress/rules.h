// The file of words and patterns by which cries for help are recognised: as the administrator writes it, read and checked.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/distress/automaton.h"
#include "services/distress/kind.h"
#include "services/distress/pattern.h"
#include "services/distress/tokens.h"

namespace services {

struct KindRules {
    DistressKind kind = DistressKind::none;
    bool rings = false;
    std::vector<Pattern> patterns{};
};

/// From which certainty of the model on (DistressModel::Judgement) what is done.
struct ModelRules {
    double shows_from = 1e9;    // it shows the card though no pattern fits
    double hides_below = -1e9;  // below, a pattern shows none, unless it is certain
    double rings_from = -1e9;   // a pattern rings
};

/// What residents are told at once.
struct DistressCard {
    std::string always{}, when_rung{};
};

/// What the file says, ready to be asked.
struct DistressRules {
    Automaton foldings{};                       // words that are written otherwise, e.g. 唔
    std::vector<std::u32string> folded_into{};  // of each of its words: 不
    std::vector<Pattern> innocent{};            // stretches in which no word counts
    std::vector<Pattern> calm{};                // messages that are none; unsure: that ring nobody
    std::vector<KindRules> kinds{};
    Automaton automaton{};
    std::vector<std::vector<WordList>> lists_of{};  // of each word of the automaton
    std::size_t lists = 0;
    WordList negation = 0;  // the list of that name
    ModelRules model{};
    std::map<DistressKind, DistressCard> cards{};
};

/// Reads the file; every mistake is told, and what is right is taken all the same.
DistressRules read_distress_rules(std::string_view file, const std::function<void(const LineFault&)>& tell);

}  // namespace services
