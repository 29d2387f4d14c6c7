// How often each interface was called and may be called, clearing the counts, and what a request id means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wechat/access_token.h"
#include "wechat/client.h"

namespace wechat::quota {

struct Quota {
    std::int64_t daily_limit = 0;
    std::int64_t used = 0;
    std::int64_t remain = 0;
};
// `path` as called: "/cgi-bin/message/custom/send".
Quota get(const Client& client, std::string_view path, Deadline deadline);

// Sets all counts back; 10 times a month by all ways together (clears_used_up). Never repeated when unanswered (MaybeSent).
void clear(const Client& client, std::string_view app_id, Deadline deadline);
// The same without an access token, for when the token's own quota is used up.
void clear_by_secret(const Api& api, const AppSecret& account, Deadline deadline);

struct Request {
    std::int64_t invoked_at = 0;  // unix seconds
    std::int64_t cost_ms = 0;
    std::string client_ip{};
};
// What WeChat recorded of the request an errmsg names by "rid: …", for 7 days. Its address and bodies are left out: they hold the
// token and personal data.
Request explain(const Client& client, std::string_view rid, Deadline deadline);

}  // namespace wechat::quota
