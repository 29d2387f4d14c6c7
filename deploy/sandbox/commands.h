// The scriptable side: sends through a running sandbox, or straight at the gateway, and says what a resident would see.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "account.h"
#include "exchange.h"

namespace sandbox {

struct Route {
    bool direct = false;                            // push from here, with the account's credentials
    std::string sandbox = "http://127.0.0.1:8090";  // else through this one
    bool json = false;                              // print the whole exchange
};

// Each prints and returns the exit code: 0 when WeChat would be content with the answer, 1 otherwise.
// Throw std::runtime_error when nothing could be sent at all.
int send_command(const Route& route, const Account& account, Request request, const std::string& image_file);
// Several texts, each delivered request.repeat times as the same push, in the order given or in a random one. Through a running sandbox
// only.
int send_texts(const Route& route, const Request& request, const std::vector<std::string>& texts, bool shuffled);
// Sets a fault of the API, written as "kind[@/path][*times][:ms]".
int fault_command(const Route& route, const std::string& written);
int resend_command(const Route& route, std::uint64_t id);
int verify_command(const Account& account, const std::string& sign);

}  // namespace sandbox
