// How the tests give an answer to a field type: as a resident would, on 24 November 2026 at noon.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "services/answers/fields.h"
#include "services/answers/folding.h"

namespace services::tests {

inline const Figures& no_figures() {
    static const Figures figures;
    return figures;
}

inline Facts facts_on(const char* day) { return {instant_of(date_from_iso(day).value(), std::chrono::hours{12}), no_figures()}; }

inline Parsed parsed(const FieldType& type, const Input& input, const char* day = "2026-11-24") { return type.parse(input, facts_on(day)); }

/// The value of a typed answer; absent when it is refused.
inline std::optional<std::string> said(const FieldType& type, std::string_view typed, const char* day = "2026-11-24") {
    const Said said = normalise(typed, {});
    const Parsed result = parsed(type, {.text = said.text, .choice = {}, .file = {}, .position = {}, .place = {}, .raw = said.raw}, day);
    const auto* value = std::get_if<std::string>(&result);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

/// Any value in the form its type takes: a file as a file, a choice as a choice, the rest typed.
inline std::optional<std::string> given(const FieldType& type, const std::string& value) {
    Input input;
    input.text = input.raw = value;
    if (type.control == services::Control::file) input.file = FileRef{value, "image"};
    if (type.control == services::Control::select) input.choice = value;
    const Parsed result = parsed(type, input);
    const auto* accepted = std::get_if<std::string>(&result);
    return accepted == nullptr ? std::nullopt : std::optional(*accepted);
}

/// Why an answer is refused; empty when it is accepted.
inline std::string why(const FieldType& type, const Input& input) {
    const Parsed result = parsed(type, input);
    const auto* refusal = std::get_if<Refusal>(&result);
    return refusal == nullptr ? "" : refusal->why;
}

inline std::string why(const FieldType& type, std::string_view typed) {
    Input input;
    input.text = input.raw = std::string(typed);
    return why(type, input);
}

}  // namespace services::tests
