// Ends a caller's connection without an answer, as a server that dies does.
#pragma once
#include <httplib.h>

namespace sandbox {

void cut(const httplib::Request& request);

}  // namespace sandbox
