#include "readme_example.h"

namespace services {
Service bicycle_mark();
Service bind_identity();
}  // namespace services

namespace engine_tests {

const services::Catalog& readme_catalog() {
    static const services::Catalog both{{services::bicycle_mark(), services::bind_identity()}};
    return both;
}

const services::Service& readme_example() { return readme_catalog().all().front(); }

}  // namespace engine_tests
