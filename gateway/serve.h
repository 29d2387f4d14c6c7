// `police-gateway serve`: both listeners, hot reload and an orderly end.
#pragma once

#include <string>

namespace gateway {

/// Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again. The exit code for main(). Does not begin with keys that open or find
/// nobody in the database, unless the operator says that the right ones are lost. Throws what stops it from starting.
int serve(const std::string& folder, bool keys_are_lost = false);

}  // namespace gateway
