#include "gateway/commands/at_wechat.h"

#include <stdexcept>

#include "gateway/upstream/account.h"

namespace gateway {
namespace {

/// What an operator can do about it.
std::string advice(const wechat::ApiError& failure) {
    using enum wechat::Errc;
    switch (failure.code()) {
        case ip_not_allowed:
        case ip_not_allowed_guide:
            return "allow " + (failure.address().empty() ? "this machine's address" : failure.address()) +
                   " in the account's console (设置与开发 → 基本配置 → IP白名单)";
        case bad_secret:
            return "wechat.app_secret is not the account's AppSecret";
        case bad_app_id:
            return "wechat.app_id is not the account's AppID";
        case secret_frozen:
            return "the AppSecret is frozen: thaw it in the account's console";
        case admin_must_confirm:
            return "the account's administrator must confirm the call on the telephone";
        case quota_used_up:
            return "today's calls are used up; police-gateway quota PATH shows how many there are";
        case no_permission:
            return "the account has no permission for this interface";
        default:
            return "";
    }
}

}  // namespace

int at_wechat(const std::string& folder, const std::function<int(const AtWeChat&)>& work) {
    const auto config = configure(folder);
    if (!config) return 1;
    Storage storage(*config);
    Metrics metrics;
    Account account(*storage.kv, storage.vault, metrics);  // outlives its client, which counts in it
    const auto client = account.client(*config);
    if (client == nullptr) throw std::runtime_error("wechat.app_secret is empty: without it nothing can be asked of WeChat");
    try {
        return work({*client, *config, storage});
    } catch (const wechat::ApiError& failure) {
        const std::string what_to_do = advice(failure);
        throw std::runtime_error(std::string("WeChat refuses: ") + failure.what() + (what_to_do.empty() ? "" : "; " + what_to_do));
    }
}

}  // namespace gateway
