// A sign-up for events as a service outside of the catalog, and the events there are.
#pragma once

#include <vector>

#include "services/form/spec.h"
#include "services/shapes/pool.h"

namespace services {

Service event_signup();
const Pooled& sign_ups();

/// What the configuration will hold: set by the test.
std::vector<Pool>& events();

}  // namespace services
