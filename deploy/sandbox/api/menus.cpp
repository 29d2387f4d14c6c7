#include "api/menus.h"

#include "api/residents.h"

namespace sandbox {

std::optional<std::string> Menus::shown_to(const Resident* resident) const {
    constexpr int android = 2;
    for (auto it = some.rbegin(); it != some.rend(); ++it) {
        const bool tag = it->tag == 0 || (resident != nullptr && resident->tags.count(it->tag) != 0);
        const bool platform = it->platform == 0 || it->platform == android;
        if (tag && platform) return it->json;
    }
    return everybody;
}

}  // namespace sandbox
