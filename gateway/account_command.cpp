#include "gateway/account_command.h"

#include <algorithm>
#include <functional>
#include <ostream>
#include <stdexcept>
#include <vector>

#include "gateway/account.h"
#include "gateway/account_menu.h"
#include "gateway/world.h"
#include "services/scene.h"
#include "wechat/callback_check.h"
#include "wechat/qr.h"
#include "wechat/quota.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;

wechat::Deadline soon() { return std::chrono::steady_clock::now() + 15s; }

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

int with_client(const std::string& folder, const std::function<int(const wechat::Client&, const Config&)>& work) {
    const auto config = configure(folder);
    if (!config) return 1;
    Storage storage(*config);
    Metrics metrics;
    const auto client = Account(*storage.kv, storage.vault, metrics).client(*config);
    if (client == nullptr) throw std::runtime_error("wechat.app_secret is empty: without it nothing can be asked of WeChat");
    try {
        return work(*client, *config);
    } catch (const wechat::ApiError& failure) {
        const std::string what_to_do = advice(failure);
        throw std::runtime_error(std::string("WeChat refuses: ") + failure.what() + (what_to_do.empty() ? "" : "; " + what_to_do));
    }
}

}  // namespace

int menu_diff(const std::string& folder, const services::Catalog& catalog, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config& config) {
        const auto wanted = lines_of(menu_of(config.figures, catalog, clock_now()));
        const auto present = wechat::menu::get(client, soon());
        const auto there = present ? lines_of(*present) : std::vector<std::string>{};
        for (const std::string& line : there) {
            if (std::ranges::find(wanted, line) == wanted.end()) out << "- " << line << "\n";
        }
        for (const std::string& line : wanted) {
            if (std::ranges::find(there, line) == there.end()) out << "+ " << line << "\n";
        }
        if (there == wanted) out << "WeChat shows this menu already\n";
        return there == wanted ? 0 : 1;
    });
}

int menu_push(const std::string& folder, const services::Catalog& catalog, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config& config) {
        const auto menu = menu_of(config.figures, catalog, clock_now());
        wechat::menu::create(client, menu, soon());
        for (const std::string& line : lines_of(menu)) out << line << "\n";
        out << "pushed; telephones show it within minutes, at the latest after a day\n";
        return 0;
    });
}

int token_check(const std::string& folder, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config& config) {
        const auto quota = wechat::quota::get(client, "/cgi-bin/stable_token", soon());
        out << config.wechat.app_id << ": WeChat gives a token and takes it; stable_token was asked " << quota.used << " of "
            << quota.daily_limit << " times today\n";
        return 0;
    });
}

int quota_of(const std::string& folder, const std::string& path, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config&) {
        const auto quota = wechat::quota::get(client, path, soon());
        out << path << ": " << quota.used << " of " << quota.daily_limit << " used today, " << quota.remain << " left\n";
        return 0;
    });
}

int check_callback(const std::string& folder, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config&) {
        const auto result =
            wechat::callback_check::run(client, wechat::callback_check::Action::all, wechat::callback_check::Operator::any, soon());
        for (const auto& name : result.dns) out << "dns  " << name.address << " (" << name.real_operator << ")\n";
        bool all_well = !result.ping.empty();
        for (const auto& ping : result.ping) {
            out << "ping " << ping.address << " from " << ping.from_operator << ": loss " << ping.package_loss << ", " << ping.time << "\n";
            all_well = all_well && ping.package_loss == "0%";
        }
        return all_well ? 0 : 1;
    });
}

int qr_code(const std::string& folder, const services::Catalog& catalog, const std::string& scene, int days, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config& config) {
        const auto place = services::scene_of(scene, catalog, config.figures);
        if (!place) throw std::runtime_error("\"" + scene + "\" is no scene, expected a service id, or service@office");
        const auto life = days == 0 ? std::nullopt : std::optional<std::chrono::seconds>(std::chrono::hours(24 * days));
        const auto code = wechat::qr::create(client, scene, life, soon());
        out << "picture " << wechat::qr::picture_url(code.ticket) << "\nholds   " << code.url << "\n";
        return 0;
    });
}

}  // namespace gateway
