#include "wechat/access_token.h"

namespace wechat {

std::unique_ptr<SharedToken> access_token(Api api, AppSecret account, TokenStore store) {
    const Clock clock = api.clock();
    SharedToken::Fetch fetch = [api = std::move(api), account = std::move(account)](bool force, Deadline deadline) -> SharedToken::Fetched {
        JsonWriter body;
        body.text("grant_type", "client_credential").text("appid", account.app_id).text("secret", account.secret);
        const ApiRequest request{.method = "POST",
                                 .path = "/cgi-bin/stable_token",
                                 .body = body.flag("force_refresh", force).take(),
                                 .repeat = force ? Repeat::never : Repeat::safe,  // one of twenty a day
                                 .secrets = {account.secret}};
        Json answer;
        try {
            answer = api.call(request, deadline);
        } catch (const MaybeSent&) {
            // Not to be taken for the call that needed the token: that one was refused.
            throw TokenUnavailable("no answer to a forced refresh of the token");
        }
        SharedToken::Fetched fetched{.value = answer.text("access_token"), .life = std::chrono::seconds(answer.integer("expires_in"))};
        if (fetched.value.empty() || fetched.life.count() <= 0) throw BadAnswer("no access token in the answer");
        return fetched;
    };
    return std::make_unique<SharedToken>(std::move(store), std::move(fetch), clock, SharedToken::Rules{.forces = true});
}

}  // namespace wechat
