#include "wechat/access_token.h"

namespace wechat {

std::unique_ptr<SharedToken> access_token(Api api, AppSecret account, TokenStore store) {
    const Clock clock = api.clock();
    SharedToken::Fetch fetch = [api = std::move(api), account = std::move(account)](bool force, Deadline deadline) -> SharedToken::Fetched {
        JsonWriter body;
        body.text("grant_type", "client_credential").text("appid", account.app_id).text("secret", account.secret);
        const Json answer = api.call({.method = "POST",
                                      .path = "/cgi-bin/stable_token",
                                      .body = body.flag("force_refresh", force).take(),
                                      // A second forced refresh is one of twenty a day.
                                      .repeat = force ? Repeat::never : Repeat::safe,
                                      .secrets = {account.secret}},
                                     deadline);
        SharedToken::Fetched fetched{.value = answer.text("access_token"), .life = std::chrono::seconds(answer.integer("expires_in"))};
        if (fetched.value.empty() || fetched.life.count() <= 0) throw BadAnswer("no access token in the answer");
        return fetched;
    };
    return std::make_unique<SharedToken>(std::move(store), std::move(fetch), clock, SharedToken::Rules{.forces = true});
}

}  // namespace wechat
