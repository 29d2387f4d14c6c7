#include "gateway/clock.h"

namespace gateway {

services::Instant clock_now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace gateway
