// SMS codes: one issued at a time to a resident for a question of a service, verified against the number it was sent to (catalogue §6).
#pragma once

#include <set>
#include <string>

#include "services/form/context.h"
#include "services/form/spec.h"

namespace services {

/// The figures of SMS codes; they are settings of the binding service and hold for every service that sends one.
std::vector<ParameterSpec> challenge_parameters();

// Everything is kept in Kv under citizen, service and question, for a day, so that a form begun anew still takes the code that has arrived;
// under the draft where nobody may be known. Only keyed digests of code and number are kept. A lost Kv costs the resident one more code.
// Times are those of the context. All throw db::KvError.

enum class Issued {
    sent,
    too_soon,     // the last one to this number is less than a minute old
    too_many,     // the number has had its codes of the day
    too_often,    // the resident has had theirs, to whatever numbers
    unavailable,  // no way to send SMS is configured, or it did not take the message: no code is valid, and it may be tried again at once
};
/// Draws six digits and sends them. A new code replaces the one before it.
Issued issue_challenge(Context&, const std::string& field_key, const std::string& mobile);

/// Counts one more message with a code against the day of its number and of the resident, as issue_challenge does; false when either has
/// had enough.
bool count_code(Context&, const std::string& mobile);

enum class Verified {
    passed,
    wrong,
    expired,    // or never issued
    exhausted,  // five wrong ones: this code is dead
};
/// A passed question stays passed for its number; a code works once.
Verified verify_challenge(Context&, const std::string& field_key, const std::string& mobile, const std::string& code);

/// The questions of the service that were passed by exactly the number the answers now give.
std::set<std::string> passed_challenges(Context&, const Answers&);

/// After the service has done what they were passed for: the next form needs codes of its own.
void forget_challenges(Context&);

}  // namespace services
