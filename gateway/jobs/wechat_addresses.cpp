#include "gateway/jobs/wechat_addresses.h"

#include <sstream>

#include "gateway/log.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr auto fresh = 24h;                                        // a list is asked for again after this
constexpr auto between_looks = 600s;                               // also between two attempts when WeChat does not answer
constexpr std::chrono::milliseconds kept = std::chrono::days(30);  // by the Kv
constexpr auto patience = 5s;

/// When it was fetched, then one entry a line.
std::string text_of(const std::vector<std::string>& entries, services::Instant at) {
    std::string text = std::to_string(services::unix_time(at)) + "\n";
    for (const std::string& entry : entries) text += entry + "\n";
    return text;
}

}  // namespace

WechatAddresses::WechatAddresses(db::Kv& kv, Metrics& metrics, CurrentLive live, ClientOf client_of)
    : kv_(kv),
      metrics_(metrics),
      live_(std::move(live)),
      client_of_(std::move(client_of)),
      blocks_(std::make_shared<const wechat::AddressBlocks>(std::vector<std::string>{})),
      jobs_("callback addresses", no_hands) {}

void WechatAddresses::start() {
    jobs_.start(
        [this](services::Instant now) {
            look(now);
            return Jobs::rest;
        },
        {});
}

void WechatAddresses::look(services::Instant now) {
    const auto live = live_();
    const auto client = client_of_(*live->config);
    if (live->config->callback_addresses == CallbackAddresses::off || client == nullptr || now < next_) return;
    next_ = now + between_looks;
    const std::string key = "callback_addresses:" + live->config->wechat.app_id;
    if (!read_shared(key, now)) fetch(key, *client, now);
}

/// Takes what is there, however old; false when WeChat is to be asked.
bool WechatAddresses::read_shared(const std::string& key, services::Instant now) {
    try {
        const auto text = kv_.get(key);
        if (!text) return false;
        std::istringstream in(*text);
        std::int64_t at = 0;
        std::vector<std::string> entries;
        in >> at;
        for (std::string entry; in >> entry;) entries.push_back(entry);
        auto blocks = std::make_shared<const wechat::AddressBlocks>(entries);
        if (blocks->size() == 0) return false;
        blocks_.store(std::move(blocks));
        return services::unix_time(now) - at < std::chrono::seconds(fresh).count();
    } catch (const db::KvError&) {
        return false;
    }
}

void WechatAddresses::fetch(const std::string& key, const wechat::Client& client, services::Instant now) {
    std::vector<std::string> entries;
    try {
        entries = wechat::callback_ips(client, std::chrono::steady_clock::now() + patience);
    } catch (const wechat::ApiError& failure) {
        log::warn("WeChat's addresses not fetched", {{"code", static_cast<int>(failure.code())}});
        return;
    } catch (const std::runtime_error& failure) {
        log::warn("WeChat's addresses not fetched", {{"why", failure.what()}});
        return;
    }
    auto blocks = std::make_shared<const wechat::AddressBlocks>(entries);
    if (blocks->size() == 0) return log::warn("WeChat's addresses not fetched", {{"why", "the list is empty"}});
    log::info("WeChat's addresses fetched", {{"entries", blocks->size()}, {"ignored", blocks->ignored()}});
    blocks_.store(std::move(blocks));
    try {
        kv_.set(key, text_of(entries, now), kept);
    } catch (const db::KvError& failure) {
        log::warn("WeChat's addresses not kept", {{"why", failure.what()}});
    }
}

bool WechatAddresses::admits(const std::string& sender) const {
    const CallbackAddresses mode = live_()->config->callback_addresses;
    const auto blocks = blocks_.load();
    if (mode == CallbackAddresses::off || sender.empty() || blocks->size() == 0 || blocks->contains(sender)) return true;
    const bool is_refused = mode == CallbackAddresses::enforce;
    metrics_.denied(is_refused ? "address is not WeChat's" : "address is not WeChat's, let in");
    log::warn("push from an address that is not WeChat's", {{"refused", is_refused}});
    return !is_refused;
}

}  // namespace gateway
