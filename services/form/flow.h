// Which question comes next: pure functions of a service, the answers so far and the facts. Nothing here is stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/form/spec.h"

namespace services {

/// One question as it applies now: `each` fields are expanded, so that key is `A.plate`, part `A`, and what a resident calls it 我方.
struct Step {
    std::string key;
    const Field* field;
    std::string part = {};
    std::string part_label = {};

    /// The question's name in a review.
    std::string label() const { return part_label + field->label; }
};

/// Every question that applies to these answers, in order; known ones included.
std::vector<Step> path(const Service&, const Answers&, const Facts&);

/// The first question still without an answer; absent when the form is complete.
std::optional<Step> next(const Service&, const Answers&, const Facts&);

/// The last question that was asked and answered, for 上一步; absent at the first.
std::optional<Step> last(const Service&, const Answers&, const Facts&);

/// Normalises an input for a step, `options` being the lines the resident can pick from. Checks type and options, not the world.
Parsed accept(const Step&, const Input&, const std::vector<Option>& options, const Facts&);

/// Removes answers whose question no longer applies.
void prune(const Service&, Answers&, const Facts&);

/// What goes when the answer of `key` goes: its own step and those whose choices were made, directly or not, of it.
std::vector<Step> outdated(const Service&, const std::string& key, const Answers&, const Facts&);

/// The answers with the known values filled in, as a handler gets them.
Answers complete(const Service&, const Answers&, const Facts&);

/// The first stop rule that fires on these answers.
std::optional<Ineligible> stopped(const Service&, const Answers&, const Facts&);

}  // namespace services
