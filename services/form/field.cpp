#include "services/form/field.h"

namespace services {
namespace {

Parsed parse_choice(const Input& input, const Facts&) {
    if (input.choice) return *input.choice;
    return Refusal{"请选择列表中的一项。"};
}

std::string as_it_is(std::string_view value) { return std::string(value); }

}  // namespace

constinit const FieldType choice{.name = "choice", .parse = parse_choice, .mask = as_it_is, .example = "1", .control = Control::select};

}  // namespace services
