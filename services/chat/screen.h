// What a resident is shown, before any channel draws it: text first, then lines to pick from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/form/spec.h"

namespace services {

struct Screen {
    std::string text;
    std::vector<Option> options = {};  // numbered from 1 in the order given; what "2" means is remembered by their ids
    std::string hint = {};             // the last line: what can be replied
    bool drawn = false;                // the text is what a channel left over from an earlier screen: shown as it is
    bool person = false;               // the resident asked for a person: the channel hands over if it can
};

/// An outcome as text, its offers as lines to pick from.
Screen outcome_screen(const Outcome&);

}  // namespace services
