// `police-gateway serve`: both listeners, hot reload and an orderly end.
#pragma once

#include <string>

namespace gateway {

/// Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again. The exit code for main().
int serve(const std::string& folder);

}  // namespace gateway
