#include "gateway/upstream/account.h"

#include <ctime>
#include <optional>
#include <thread>
#include <utility>

#include "gateway/log.h"
#include "wechat/access_token.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

/// One lent value in the Kv, sealed. What was read is its own version.
wechat::TokenStore store_of(db::Kv& kv, const db::Vault& vault, const std::string& name) {
    const std::string key = "lent:" + name, lock = key + ":refresh";
    return {
        .get = [&kv, &vault, key]() -> std::optional<wechat::StoredBytes> {
            const auto sealed = kv.get(key);
            if (!sealed) return std::nullopt;
            try {
                return wechat::StoredBytes{vault.open_blob(*sealed, key), *sealed};
            } catch (const db::VaultError&) {
                // Sealed by a key that is gone: the next one takes its place.
                return wechat::StoredBytes{"", *sealed};
            }
        },
        .put =
            [&kv, &vault, key](const std::string& version, const std::string& bytes, std::chrono::seconds life) {
                const auto before = version.empty() ? std::nullopt : std::optional(version);
                return kv.exchange({{key, before}}, {{key, vault.seal_blob(bytes, key), life}}, {}).done;
            },
        .lock = [&kv, lock](std::chrono::milliseconds lease) -> std::optional<std::string> {
            std::string claim = wechat::random_hex(8);
            return kv.set_if_absent(lock, claim, lease) ? std::optional(std::move(claim)) : std::nullopt;
        },
        .unlock =
            [&kv, lock](const std::string& claim) {
                kv.exchange({{lock, claim}}, {{lock, std::nullopt, {}}}, {});
            },
    };
}

}  // namespace

wechat::Clock system_clock() {
    return {.steady = [] { return std::chrono::steady_clock::now(); },
            .unix_seconds = [] { return static_cast<std::int64_t>(std::time(nullptr)); },
            .sleep = [](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); }};
}

Account::Account(db::Kv& kv, const db::Vault& vault, Metrics& metrics, wechat::Transport transport, wechat::Clock clock)
    : kv_(kv), vault_(vault), metrics_(metrics), transport_(std::move(transport)), clock_(std::move(clock)) {}

std::shared_ptr<const wechat::Client> Account::client(const Config& config) {
    std::vector<std::string> parts{config.wechat.app_id, config.app_secret};
    parts.insert(parts.end(), config.api_hosts.begin(), config.api_hosts.end());
    const std::lock_guard lock(mutex_);
    if (parts == made_of_) return client_;
    client_ = nullptr;
    if (!config.app_secret.empty()) {
        const auto hosts = std::make_shared<wechat::Hosts>(config.api_hosts, [] { return std::chrono::steady_clock::now(); });
        const auto observe = [this](const wechat::Observed& call) {
            metrics_.api_call(std::string(call.path), call.failure.empty() ? std::to_string(call.errcode) : std::string(call.failure),
                              call.duration);
        };
        const wechat::Api api(hosts, transport_, clock_, observe);
        client_ = std::make_shared<const wechat::Client>(
            api, wechat::access_token(api, {config.wechat.app_id, config.app_secret},
                                      store_of(kv_, vault_, "access_token:" + config.wechat.app_id)));
    }
    made_of_ = std::move(parts);
    return client_;
}

wechat::Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(15); }

}  // namespace gateway
