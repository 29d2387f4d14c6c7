// QR codes with a scene: what is behind a ticket.
#pragma once
#include <string>
#include <vector>

#include "api/clock.h"

namespace sandbox {

struct Code {
    std::string scene;
    std::string ticket;
    std::string url;
    Ms until = 0;  // 0: for ever
};

// The newest that is still good; nullptr when there is none.
const Code* find_code(const std::vector<Code>& codes, const std::string& scene_or_ticket, Ms now);

}  // namespace sandbox
