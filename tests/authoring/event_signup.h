// A sign-up for events as a service outside of the catalog.
#pragma once

#include "services/form/spec.h"
#include "services/shapes/pool.h"

namespace services {

Service event_signup();
const Pooled& sign_ups();

}  // namespace services
