#include "services/rules/article.h"

#include <tuple>

namespace services {

bool is_listed_before(const Article& a, const Article& b) {
    return std::tie(b.pinned, b.published, a.slug) < std::tie(a.pinned, a.published, b.slug);
}

}  // namespace services
