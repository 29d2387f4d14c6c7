// Hands short messages to whoever delivers them: an HTTP endpoint named in gateway.json, which on this machine is the sandbox's phone.
#pragma once

#include <functional>
#include <string>

namespace gateway {

/// Sends one message; false when it was not accepted. The texts hold codes: they are never logged.
using SendSms = std::function<bool(const std::string& mobile, const std::string& text)>;

/// POSTs {"mobile", "text"} as JSON and expects 200 within 2 s. An empty url makes a sender that accepts nothing.
SendSms sms_over_http(const std::string& url);

}  // namespace gateway
