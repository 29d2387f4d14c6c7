// What a QR poster leads to: a service and, where it names one, the office it hangs in.
#pragma once

#include <optional>
#include <string_view>

#include "services/form/catalog.h"
#include "services/rules/figures.h"

namespace services {

struct Scene {
    const Service* service;  // never null; lives as long as the catalog
    Answers answers = {};    // the office, answered already
};

/// `id_card_appointment`, or `id_card_appointment@th-tangxia`. Absent for anything else, and when the office does not receive the service.
std::optional<Scene> scene_of(std::string_view text, const Catalog&, const Figures&);

}  // namespace services
