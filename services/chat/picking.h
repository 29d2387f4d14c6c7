// Which line of a list, or which service, a reply means: numbers, labels and exact names. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/form/spec.h"

namespace services {

/// "2", "2." or "第2个" as a line number; 0 when the text is something else.
std::size_t line_number(std::string_view text);

/// The numbers of "1 3", "1,3" or "1、3"; empty when anything else is in it.
std::vector<std::size_t> line_numbers(std::string text);

/// The id of the option named by its label, or by the only label that contains the words.
std::optional<std::string> named(const std::vector<Option>&, const std::string& text);

/// Whether the label is this text, or begins with it and goes on after a comma, colon or bracket: 不同意，请民警认定.
bool heads(const std::string& label, const std::string& text);

/// The service whose title or word the whole message is; null when there is none, or more than one.
const Service* named_exactly(const std::vector<Service>&, const Figures&, const std::string& text);

}  // namespace services
