// The sandbox's own HTTP: the phone's page, the JSON behind it, and the seams a gateway calls (SMS, media).
#pragma once
#include <string>
#include <vector>

#include "account.h"
#include "api/faults.h"

namespace sandbox {

struct Listen {
    std::string host = "127.0.0.1";
    int port = 8090;  // 0: any free one
};

// Prints its address and serves until SIGINT or SIGTERM, with these faults of the API set. Throws std::runtime_error when it cannot listen.
void serve(const Account& account, const Listen& listen, const std::string& page_dir, const std::vector<Fault>& faults);

}  // namespace sandbox
