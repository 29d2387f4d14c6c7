// What a test or the page may do to WeChat's side: move the clock, set faults and quotas, read what was called and shown.
#pragma once
#include <httplib.h>

#include "api/api.h"
#include "journal.h"

namespace sandbox {

// Both must outlive the server.
void add_controls(httplib::Server& server, Api& api, const Journal& journal);

}  // namespace sandbox
