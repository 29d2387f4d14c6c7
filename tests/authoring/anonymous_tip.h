// The anonymous tip, for the tests that walk it and look for its senders.
#pragma once

#include "services/form/spec.h"

namespace services {

Service anonymous_tip();

}  // namespace services
