// Which question comes next: pure functions of the fields, the answers so far and the facts. Nothing here is stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/form/field.h"

namespace services {

/// One question as it applies now: fields asked of parts are expanded, so that key is `A.plate`, part `A`, and what a resident calls it
/// 我方.
struct Step {
    std::string key;
    const Field* field;
    std::string part = {};
    std::string part_label = {};

    /// The question's name in a review.
    std::string label() const { return part_label + field->label; }
};

/// Whether more files may come for a question of several: then its last line is ended, and the question is still the next one.
bool is_open_list(const Field&, std::string_view value);
/// The list with one more, which may be there already; closed once it is full.
std::string with_file(const std::string& value, const std::string& file, const Field&);
std::string closed_list(std::string value);

/// Every question that applies to these answers, in order; known ones included.
std::vector<Step> path(const std::vector<Field>&, const Answers&, const Facts&);

/// The questions still without an answer, in order.
std::vector<Step> open_questions(const std::vector<Field>&, const Answers&, const Facts&);

/// The first question still without an answer; absent when the form is complete.
std::optional<Step> next(const std::vector<Field>&, const Answers&, const Facts&);

/// Normalises an input for a step, `options` being the lines the resident can pick from. Checks type and options, not the world.
Parsed accept(const Step&, const Input&, const std::vector<Option>& options, const Facts&);

/// The facts as the rules of one question see them.
Facts about(const Step&, Facts);

/// Removes answers whose question no longer applies.
void prune(const std::vector<Field>&, Answers&, const Facts&);

/// What goes when the answer of `key` goes: its own step and those whose choices were made, directly or not, of it.
std::vector<Step> outdated(const std::vector<Field>&, const std::string& key, const Answers&, const Facts&);

/// The answers with the known and the presumed values filled in, as a handler gets them.
Answers complete(const std::vector<Field>&, const Answers&, const Facts&);

/// The first stop rule that fires on these answers.
std::optional<Ineligible> stopped(const std::vector<Field>&, const Answers&, const Facts&);

}  // namespace services
