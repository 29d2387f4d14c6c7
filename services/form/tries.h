// How often something may be tried: by whoever tries it, and against what it is tried. Every limit of this kind is counted here.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "services/form/context.h"

namespace services {

struct TryLimit {
    std::string what;             // a word of the program: "bind", "appointment" …
    std::int64_t own = 0;         // by one resident
    std::int64_t theirs = 0;      // against one target, by anybody; not counted without a target
    std::chrono::hours life{24};  // of a count, from its first try
};

struct Try {
    enum class Came { allowed, own_used_up, theirs_used_up };
    Came came = Came::allowed;
    std::int64_t left = 0;  // after this one

    bool is_allowed() const { return came == Came::allowed; }
};

/// Who a try is counted of: the citizen, or who sends an anonymous form, who is another one every day, or a form
/// that nobody is known to send. "" of none, as a job's.
std::string counted_as(const Context&);

/// Counts a try before it is made, so that tries at the same moment cannot pass together. One's own count goes first: that of a target is
/// moved only by who had a try of their own left, so that nobody locks out others for nothing. `target`: a blind index, or "".
/// Throws db::KvError.
Try spend_try(Context&, const TryLimit&, const std::string& target = "");

/// Gives a try back that was no failure; those that failed before stay counted, so that a success of one's own in between buys no more of
/// them. Throws db::KvError.
void give_back_try(Context&, const TryLimit&, const std::string& target = "");

/// Forgets both counts: what was tried has succeeded, and cannot be tried again.
void forget_tries(Context&, const std::string& what, const std::string& target = "");

}  // namespace services
