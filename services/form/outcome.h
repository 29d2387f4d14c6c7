// What came of something a resident did, for every channel.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/form/answers.h"

namespace services {

enum class Level { L0, L1, L2, L3, L4 };  // catalogue §6
std::string_view name_of(Level);          // "L0" …

/// Result codes residents' software and staff see (catalogue §5.6).
enum class Code {
    OK,
    ALREADY_PAID,
    DUPLICATE,
    NOT_FOUND,
    MISMATCH,
    NOT_OWNER,
    LEVEL_TOO_LOW,
    NOT_ELIGIBLE,
    BAD_FIELD,
    QUOTA_FULL,
    TOO_EARLY,
    TOO_LATE,
    BLACKLISTED,
    CLOSED_DAY,
    RATE_LIMITED,
    CAPTCHA_REQUIRED,
    UPSTREAM_DOWN,
    CONSENT_REQUIRED,
};

std::string_view name_of(Code);  // "OK" …

/// A value refused, with a Chinese sentence that says what to do. It never repeats the value.
struct Refusal {
    std::string why;
    std::string instead =
        {};  // what was probably meant, to be confirmed with one word and then given as the answer; as personal as a value
};

/// One line of an answer or a review: number, 预约编号, 2026… . The value is already fit to be shown; programs read the key.
struct Line {
    std::string key, label, value;
};

/// Something the resident can do next with one tap: a service, opened with some answers given.
struct Offer {
    std::string label;
    std::string service;
    Answers answers = {};
};

/// Why a form must end.
struct Ineligible {
    Code code = Code::NOT_ELIGIBLE;
    std::string why;                 // Chinese: the reason and what else the resident can do
    std::vector<Offer> offers = {};  // the ways back
};

/// What came of a submit, for every channel. Text alone is always enough to go on.
struct Outcome {
    Code code = Code::OK;
    std::string headline;
    std::vector<Line> facts = {};
    std::string next = {};  // what happens next and by when
    std::vector<Offer> offers = {};
};

/// An answer turned out wrong in the world: ask it again, and the others that go with it.
struct Correct {
    std::string key, why;
    std::vector<std::string> also = {};
};
/// The resident must prove more of who they are; the dialogue is suspended and resumed.
struct StepUp {
    Level level;
};
using Result = std::variant<Outcome, Correct, StepUp>;

}  // namespace services
