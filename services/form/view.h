// What a form has to say at a moment: computed from the answers, never stored. A channel turns it into text, HTML or JSON.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "services/form/flow.h"
#include "services/form/outcome.h"

namespace services {

/// It is closed, or the answers may not go on; with the ways back.
struct Refused {
    Outcome outcome;
};

/// The resident must first agree that these are used.
struct ConsentDue {
    std::vector<std::string> takes;  // labels of personal data
};

/// The next question.
struct Question {
    Step step;
    std::vector<Option> options = {};
    std::string tell = {};  // to be read before it is answered
    std::size_t files = 0;  // sent already, where several may be
};

/// A code was, or is to be, sent to this number; it is the answer.
struct CodeDue {
    Step step;
    std::string mobile;
};

/// Everything is answered and stands here to be looked at before it is submitted. Keys are those of the steps.
struct Review {
    std::vector<Line> lines;  // masked
    /// What was typed in this form, in full, by the keys of their lines: for the screen of this dialogue and nothing else. Nobody can check
    /// a name of which they see one character.
    Answers typed = {};
};

/// Everything is answered, and there is nothing to look at.
struct Ready {};

using View = std::variant<Refused, ConsentDue, StepUp, Question, CodeDue, Review, Ready>;

}  // namespace services
