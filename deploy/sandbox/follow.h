// `logs`: what a running sandbox sends and is asked, one line each, as it happens.
#pragma once
#include <string>

namespace sandbox {

// Prints what is remembered and, unless `past_only`, follows until the sandbox ends or the line is cut. `json` prints the items whole.
// Throws std::runtime_error when there is no sandbox.
int logs_command(const std::string& sandbox, bool json, bool past_only);

}  // namespace sandbox
