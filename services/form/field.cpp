#include "services/form/field.h"

#include <algorithm>

namespace services {
namespace {

Parsed parse_choice(const Input& input, const Facts&) {
    if (input.choice) return *input.choice;
    return Refusal{"请选择列表中的一项。"};
}

std::string as_it_is(std::string_view value) { return std::string(value); }

}  // namespace

Presumed presumes(std::string value) {
    return [value = std::move(value)](const Answers&, const Facts&) { return std::optional(value); };
}

std::string label_of(const std::vector<Option>& options, std::string_view id) {
    const auto found = std::ranges::find(options, id, &Option::id);
    return found == options.end() ? std::string(id) : found->label;
}

constinit const FieldType choice{.name = "choice", .parse = parse_choice, .mask = as_it_is, .example = "1", .control = Control::select};

}  // namespace services
