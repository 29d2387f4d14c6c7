#include "services/chat/finding.h"

#include "services/chat/words.h"

namespace services {

Finding find(const Catalog& catalog, const Figures& figures, std::string_view normalised, double least) {
    Finding found;
    found.is_declined = is_declined(catalog.all(), figures, normalised);
    if (found.is_declined) return found;
    const auto named = [&](const Service* service) { found.services.push_back({service, 1}); };
    // These tables know more words than the services do, so they are asked first; they are silent where a service is named by as much.
    if (const Service* service = served(catalog, figures, normalised)) {
        named(service);
        return found;
    }
    found.elsewhere = elsewhere(catalog, figures, normalised);
    if (found.elsewhere != nullptr) {
        if (const Service* helps = catalog.find(found.elsewhere->here)) named(helps);
        return found;
    }
    for (const Service* service : match(catalog.all(), figures, normalised)) named(service);
    if (found.services.empty()) found.services = nearest(catalog.all(), figures, normalised, 3, least);
    return found;
}

}  // namespace services
