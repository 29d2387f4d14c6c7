#include "api/handlers.h"
#include "envelope.h"

namespace sandbox {

Answer get_ticket(Call& call) {
    const auto type = call.query("type");
    require(type == "jsapi" || type == "wx_card", 40097);
    auto& ticket = call.state.tickets[type];
    if (call.now >= ticket.until) ticket = {random_text(86), call.now + 2 * hour};
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        put(out, "ticket", ticket.text);
        put(out, "expires_in", (ticket.until - call.now) / second);
    });
}

}  // namespace sandbox
