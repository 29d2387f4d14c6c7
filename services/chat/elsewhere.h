// Where to go with what is not done here: the functions of the catalogue that have no service yet, and what others run. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/form/catalog.h"

namespace services {

/// A row of elsewhere.def, which says what its parts are.
struct Elsewhere {
    std::string_view id;  // of a function of the catalogue; "" of what others run
    std::string_view title, here, way, words;
};

/// All rows, in their order.
std::span<const Elsewhere> elsewheres();

/// The row whose longest title or word is inside the message; null when there is none, and when a service's title or word inside the
/// message is as long: 护照办理进度 is not 我的办件进度 for its 进度. Whether a service has replaced it, the catalog says: rows know more
/// words than services.
const Elsewhere* row_named(const Catalog&, const Figures&, std::string_view normalised);

/// How many characters the longest title or word of any row inside a message has; 0 when it names none.
std::size_t longest_of_rows(std::string_view normalised);

/// What a resident is told: 「出入境业务预约」这里还不能办。可以在…
std::string said(const Elsewhere&);

/// The row of a service that is switched off: its `way` belongs below the notice. Null for what is no function of the catalogue.
const Elsewhere* other_way(std::string_view service_id);

}  // namespace services
