#include "wechat/js_sdk.h"

#include "wechat/bytes.h"

namespace wechat::js_sdk {

std::unique_ptr<SharedToken> jsapi_ticket(Client client, TokenStore store) {
    const Clock clock = client.api().clock();
    SharedToken::Fetch fetch = [client = std::move(client)](bool, Deadline deadline) -> SharedToken::Fetched {
        const Json answer = client.get("/cgi-bin/ticket/getticket", {{"type", "jsapi"}}, deadline);
        SharedToken::Fetched fetched{.value = answer.text("ticket"), .life = std::chrono::seconds(answer.integer("expires_in"))};
        if (fetched.value.empty() || fetched.life.count() <= 0) throw BadAnswer("no ticket in the answer");
        return fetched;
    };
    return std::make_unique<SharedToken>(std::move(store), std::move(fetch), clock, SharedToken::Rules{});
}

Signature sign(std::string_view ticket, std::string_view url, std::int64_t unix_seconds, std::string_view nonce) {
    const std::string_view page = url.substr(0, url.find('#'));
    std::string text = "jsapi_ticket=";
    text.append(ticket).append("&noncestr=").append(nonce).append("&timestamp=").append(std::to_string(unix_seconds));
    text.append("&url=").append(page);
    return {.timestamp = unix_seconds, .nonce = std::string(nonce), .signature = hex_encode(sha1(text))};
}

}  // namespace wechat::js_sdk
