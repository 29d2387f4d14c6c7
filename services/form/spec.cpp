#include "services/form/spec.h"

#include <algorithm>

namespace services {

const Field* Service::field(std::string_view key) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

bool is_reviewed(const Service& service, const Answers& answers) {
    if (service.only_looks != nullptr && service.only_looks(answers)) return false;
    return service.kind != Kind::lookup && service.kind != Kind::information;
}

bool needs_consent(const Service& service) {
    return service.level != Level::L0 || std::any_of(service.fields.begin(), service.fields.end(),
                                                     [](const Field& field) { return field.type != nullptr && field.type->personal; });
}

std::string label_of(const Service& service, std::string_view field, std::string_view id) {
    if (const Field* found = service.field(field)) {
        for (const Option& option : found->options) {
            if (option.id == id) return option.label;
        }
    }
    return std::string(id);
}

}  // namespace services
