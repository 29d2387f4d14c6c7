// What is done about an accident: reported by A, confirmed by B or by whoever B tells the code, withdrawn by A, closed when nobody
// confirms.
//
// The confirmation is a state of the record, not of a dialogue.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/form/context.h"
#include "services/form/spec.h"

namespace services::accident {

inline constexpr std::string_view service_id = "quick_accident_claim";

/// The parameters: report_within_hours, confirm_hours, confirm_tries, tries_a_day.
std::vector<ParameterSpec> parameters();

/// The record as its reporter is shown it.
Outcome told(const db::Record&, Context&);

// What cannot be, as the question is answered and again when the report is made.

/// Why `happened_at` is too long ago.
std::optional<Refusal> too_long_ago(const Answers&, Context&);
/// A's own plate has a report that is not over.
std::optional<Refusal> reported_already(const Answers&, Context&);
/// Both sides gave the same mobile, license_no or plate, which only one can have.
std::optional<Refusal> same_on_both_sides(const Answers&, const std::string& key);

/// Makes the record of a complete report, once a draft; its photos stay with it, and B is sent a code unless liability is disputed.
Result report(const Answers&, Context&);

/// Whether `accident_no` and `code` belong together; counts the try. What is wrong is not told apart: nobody learns which numbers exist.
Checked check_code(const Answers&, Context&);
/// The report whose number `accident_no` is; absent when there is none. Only for whoever has given the code.
std::optional<db::Record> find(const Answers&, Context&);
/// What B is about to agree to.
std::string what_is_confirmed(const db::Record&, Context&);
/// What may be done with the record, besides its moves: by the verbs of life().
std::vector<Act> acts();

}  // namespace services::accident
