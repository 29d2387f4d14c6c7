#include "wechat/hosts.h"

#include <algorithm>
#include <stdexcept>

namespace wechat {
namespace {

bool is_origin(std::string_view text) {
    const bool tls = text.starts_with("https://");
    if (!tls && !text.starts_with("http://")) return false;
    text.remove_prefix(tls ? 8 : 7);
    return !text.empty() && text.find_first_of("/?#@ \t\r\n\\") == std::string_view::npos;
}

std::chrono::milliseconds pause_after(int failures, const Hosts::Pauses& pauses) {
    return std::min(pauses.first * (1 << std::min(failures - 1, 16)), pauses.longest);
}

}  // namespace

std::vector<std::string> wechat_origins() {
    return {"https://api.weixin.qq.com", "https://api2.weixin.qq.com", "https://sh.api.weixin.qq.com", "https://sz.api.weixin.qq.com",
            "https://hk.api.weixin.qq.com"};
}

Hosts::Hosts(std::vector<std::string> origins, std::function<std::chrono::steady_clock::time_point()> now)
    : Hosts(std::move(origins), std::move(now), Pauses()) {}

Hosts::Hosts(std::vector<std::string> origins, std::function<std::chrono::steady_clock::time_point()> now, Pauses pauses)
    : now_(std::move(now)), pauses_(pauses) {
    if (origins.empty()) throw std::invalid_argument("no origin of WeChat's API");
    for (std::string& origin : origins) {
        if (!is_origin(origin)) throw std::invalid_argument("not an origin: " + origin);
        hosts_.push_back({.origin = std::move(origin)});
    }
}

std::vector<std::string> Hosts::order() {
    const std::lock_guard lock(mutex_);
    const auto now = now_();
    std::vector<std::string> ready;
    std::vector<const Host*> resting;
    for (Host& host : hosts_) {
        if (host.failures > 0 && now < host.until) {
            resting.push_back(&host);
            continue;
        }
        ready.push_back(host.origin);
        // This caller finds out for the others whether it is back.
        if (host.failures == 0) continue;
        host.asked = true;
        host.until = now + pause_after(host.failures, pauses_);
    }
    std::ranges::stable_sort(resting, {}, &Host::until);
    for (const Host* host : resting) ready.push_back(host->origin);
    return ready;
}

Hosts::Host* Hosts::find(const std::string& origin) {
    const auto found = std::ranges::find(hosts_, origin, &Host::origin);
    return found == hosts_.end() ? nullptr : &*found;
}

void Hosts::succeeded(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    if (Host* host = find(origin)) *host = {.origin = host->origin};
}

void Hosts::failed(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    Host* host = find(origin);
    if (host == nullptr) return;
    const auto now = now_();
    // Calls that were under way together fail together, which is one failure.
    if (host->failures > 0 && now < host->until && !host->asked) return;
    host->asked = false;
    ++host->failures;
    host->until = now + pause_after(host->failures, pauses_);
}

std::size_t Hosts::resting() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count_if(hosts_, [](const Host& host) { return host.failures > 0; }));
}

}  // namespace wechat
