// Web authorisation: what was agreed to on the consent page, and what it was exchanged for.
#pragma once
#include <map>
#include <string>

#include "api/clock.h"

namespace sandbox {

struct Grant {
    std::string openid;
    std::string scope;
    Ms until = 0;
    bool used = false;
    bool snapshot = false;
};

struct Grants {
    std::map<std::string, Grant> codes;
    std::map<std::string, Grant> tokens;
    std::map<std::string, Grant> refresh_tokens;
    bool snapshots = false;  // pages are opened as by somebody who is only looking
};

}  // namespace sandbox
