// The re-endorsement of an author's, for the test that walks it.
#pragma once

#include "services/form/spec.h"

namespace services {

Service reendorsement();

}  // namespace services
