// What the world says of an answer: its options and its checks, asked when it is given and again at the door.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/form/context.h"
#include "services/form/flow.h"

namespace services {

// `full` are the answers with what is known filled in, as flow::complete gives them. All throw what the stores throw.

/// A value that was normalised before, or the id of a line, as if it were given now.
Input given_again(const std::string& value);

/// The lines a resident can pick from, now; empty for a question that is no list.
std::vector<Option> options_of(const Step&, const Answers& full, Context&);
/// What must be read before the question is answered; "" for most.
std::string told_before(const Step&, const Answers& full, Context&);

/// An answer as it is given: its type, its options, its check; the normalised value when nothing is against it. A check that does something
/// does it, and leaves a pass for exactly these answers.
std::variant<std::string, Refusal, Ineligible> take_answer(const Step&, const Input&, const Answers& full, Context&);

/// What is against a whole form, as the door asks: a key that is not asked, a question without an answer, a value that its type, its
/// options, its check or a stop rule refuses. A check that does something is made unless these very answers passed it before.
std::optional<std::variant<Correct, Ineligible>> unacceptable(const std::vector<Field>&, const Answers& given, Context&);

/// The pass of a question goes with its answer.
void forget_pass(const Step&, Context&);

}  // namespace services
