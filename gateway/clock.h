// The machine's clock, read at the edge and handed down.
#pragma once

#include "services/rules/time.h"

namespace gateway {

services::Instant clock_now();

}  // namespace gateway
