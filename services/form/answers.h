// What residents have answered: text by field key, and the same as JSON for the encrypted columns of a record.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace services {

/// Normalised answers by field key; the values of a `several` field are separated by '\n'. A skipped optional field is "".
using Answers = std::map<std::string, std::string, std::less<>>;

/// The answer, or "" when there is none.
std::string value_of(const Answers&, std::string_view key);

/// A flat JSON object of the answers.
std::string to_json(const Answers&);
/// The object back; members that are not text are left out, and anything but an object gives none.
Answers from_json(std::string_view);

}  // namespace services
