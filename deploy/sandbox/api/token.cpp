#include "api/handlers.h"

namespace sandbox {
namespace {

void check_credentials(const Account& account, const std::string& grant, const std::string& appid, const std::string& secret) {
    require(grant == "client_credential", 40002);
    require(!appid.empty(), 41002);
    require(!secret.empty(), 41004);
    require(appid == account.app_id, 40013);
    require(secret == account.app_secret, 40125);
}

Answer handed(const Token& token, Ms now) {
    return found([&](JsonWriter& out) {
        put(out, "access_token", token.text);
        put(out, "expires_in", (token.until - now) / second);
    });
}

}  // namespace

Answer stable_token(Call& call) {
    const auto& body = call.body;
    check_credentials(call.world.account, text_of(body, "grant_type"), text_of(body, "appid"), text_of(body, "secret"));
    const auto* force = member(body, "force_refresh");
    const bool forced = force != nullptr && force->IsTrue();
    require(!forced || call.state.tokens.may_force(call.now), 45009);
    return handed(call.state.tokens.stable(forced, call.now), call.now);
}

Answer plain_token(Call& call) {
    check_credentials(call.world.account, call.query("grant_type"), call.query("appid"), call.query("secret"));
    return handed(call.state.tokens.plain(call.now), call.now);
}

}  // namespace sandbox
