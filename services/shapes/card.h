// What a service's card says: drawn by every channel, from the service, the fees in force and the places that receive it.
#pragma once

#include <vector>

#include "services/form/outcome.h"
#include "services/form/spec.h"

namespace services {

/// In the order they are read; keys: ways, who, fee, papers, term, place, hours, at_home. What there is nothing to say of is left out, but
/// a fee: where nothing is paid, that is said. Hours are those of `now`'s day.
std::vector<Line> card_of(const Service&, const Figures&, Instant now);

}  // namespace services
