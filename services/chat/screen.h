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
    std::string masked = {};           // the text where it is not read at once, when that must be another: "" when it need not be
    bool person = false;               // the resident asked for a person: the channel hands over if it can
};

/// What is remembered of a list: the ids behind its numbers.
std::vector<std::string> ids_of(const std::vector<Option>&);

/// Has the screen begin with this, in a paragraph of its own; "" changes nothing.
void put_before(Screen&, const std::string& first);

/// The lines of the questions whose lines are always the same.
extern const std::vector<Option> consent_lines;
std::vector<Option> review_lines(bool is_act);

/// An outcome as text, its offers as lines to pick from.
Screen outcome_screen(const Outcome&);

}  // namespace services
