// What a page needs to use WeChat's JS-SDK: the jsapi ticket and a signature of the page's address.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "wechat/client.h"
#include "wechat/shared_token.h"

namespace wechat::js_sdk {

// Kept centrally like the access token, in a store of its own: asking for each page would use up the quota.
std::unique_ptr<SharedToken> jsapi_ticket(Client client, TokenStore store);

struct Signature {
    std::int64_t timestamp = 0;
    std::string nonce{};
    std::string signature{};  // lower-case hex
};
// `url` is the page's address as the browser has it; from '#' on it does not count. Values go in raw, unescaped (protocol §6).
Signature sign(std::string_view ticket, std::string_view url, std::int64_t unix_seconds, std::string_view nonce);

}  // namespace wechat::js_sdk
