#include "services/chat/scene.h"

namespace services {

std::optional<Scene> scene_of(std::string_view text, const Catalog& catalog, const Figures& figures) {
    const std::size_t at = text.find('@');
    const Service* service = catalog.find(text.substr(0, at));
    if (service == nullptr) return std::nullopt;
    if (at == std::string_view::npos) return Scene{service};
    const Office* office = figures.office(text.substr(at + 1));
    if (office == nullptr || !office->receives(service->id) || service->field("site") == nullptr) return std::nullopt;
    return Scene{service, {{"district", office->district}, {"site", office->id}}};
}

}  // namespace services
