// Everything WeChat's servers remember of the account while the sandbox runs.
#pragma once
#include <cstdint>

#include "api/clock.h"
#include "api/faults.h"
#include "api/menus.h"
#include "api/quotas.h"
#include "api/residents.h"
#include "api/tokens.h"

namespace sandbox {

// Guarded by Api's lock: a handler has it whole while it runs.
struct State {
    Clock clock;
    Tokens tokens;
    Residents residents;
    Menus menus;
    Quotas quotas;
    Faults faults;
    std::uint64_t next_id = 200'228'332;
};

}  // namespace sandbox
