// Carries a push to the gateway as WeChat's servers do: three attempts, five seconds each, the same bytes every time.
#pragma once
#include <functional>
#include <stop_token>
#include <string>

#include "account.h"
#include "exchange.h"

namespace sandbox {

struct Address {
    std::string origin;  // http://host:port
    std::string target;  // /path?query
};
Address split(const std::string& url);

// Delivers a prepared exchange, judges the answer and fills the rest of it; `changed` is called after every attempt.
// Blocks for at most patience × attempts × deliveries; a stop request cuts the waits between attempts short. Any thread.
// No answer, a refused connection and a status other than 200 are tried again; an answer with an illegal body is not.
// A push with a wrong signature is not WeChat's: it is tried once.
void deliver(const Account& account, Exchange& exchange, const std::stop_token& stop, const std::function<void(const Exchange&)>& changed);

struct Verification {
    bool ok = false;
    std::string why;
};
// The GET by which WeChat verifies the callback address. `sign` is good, bad or missing.
Verification verify_callback(const Account& account, const std::string& sign);

}  // namespace sandbox
