// Everything WeChat's servers remember of the account while the sandbox runs.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/articles.h"
#include "api/clock.h"
#include "api/codes.h"
#include "api/faults.h"
#include "api/menus.h"
#include "api/oauth.h"
#include "api/quotas.h"
#include "api/residents.h"
#include "api/templates.h"
#include "api/tokens.h"

namespace sandbox {

// A message to many.
struct Mass {
    std::uint64_t id = 0;
    std::string client_id;
    std::string status;
    Ms at = 0;
    bool is_article = false;
};

// Guarded by Api's lock: a handler has it whole while it runs.
struct State {
    Clock clock;
    Tokens tokens;
    Residents residents;
    Menus menus;
    Quotas quotas;
    Faults faults;
    std::vector<Template> templates = first_templates();
    std::map<int, std::string> tags;
    std::vector<Code> codes;
    Grants grants;
    std::map<std::string, Token> tickets;  // by type
    std::vector<Mass> mass;
    Articles articles;
    std::uint64_t next_id = 200'228'332;
};

}  // namespace sandbox
