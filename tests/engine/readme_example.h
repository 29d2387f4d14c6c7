// The service that README.md shows, compiled from its text (tests/CMakeLists.txt).
#pragma once

#include "services/form/catalog.h"

namespace engine_tests {

/// The example, and the binding it asks for.
const services::Catalog& readme_catalog();
const services::Service& readme_example();

}  // namespace engine_tests
