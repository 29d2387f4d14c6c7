#include "gateway/commands/account_command.h"
#include "gateway/clock.h"
#include "gateway/upstream/account.h"

#include <algorithm>
#include <functional>
#include <ostream>
#include <stdexcept>
#include <vector>

#include "gateway/commands/at_wechat.h"
#include "gateway/upstream/account_menu.h"
#include "gateway/upstream/tag_menus.h"
#include "gateway/world.h"
#include "services/chat/scene.h"
#include "wechat/callback_check.h"
#include "wechat/qr.h"
#include "wechat/quota.h"

namespace gateway {
namespace {

int with_client(const std::string& folder, const std::function<int(const wechat::Client&, const Config&)>& work) {
    return at_wechat(folder, [&](const AtWeChat& at) { return work(at.client, at.config); });
}

}  // namespace

int menu_diff(const std::string& folder, const services::Catalog& catalog, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config& config) {
        auto wanted = lines_of(menu_of(config.figures, catalog, clock_now()));
        const auto present = wechat::menu::get(client, soon());
        auto there = present ? lines_of(present->child("menu")) : std::vector<std::string>{};
        const auto also = [](std::vector<std::string>& lines, const std::vector<std::string>& more) {
            lines.insert(lines.end(), more.begin(), more.end());
        };
        for (const TagMenu& menu : tag_menus(client, config.figures, catalog, clock_now()))
            also(wanted, lines_for(menu.tag_id, menu.lines));
        for (const StandingMenu& menu : standing_menus(present)) also(there, lines_for(menu.tag_id, menu.lines));
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
        // A tag that WeChat does not have stops everything before anything is changed.
        const auto wanted = tag_menus(client, config.figures, catalog, clock_now());
        wechat::menu::create(client, menu, soon());
        for (const std::string& line : lines_of(menu)) out << line << "\n";
        push_tag_menus(client, wanted, standing_menus(wechat::menu::get(client, soon())));
        for (const TagMenu& each : wanted) {
            for (const std::string& line : lines_for(each.tag_id, each.lines)) out << line << "\n";
        }
        out << "pushed; telephones show it within minutes, at the latest after a day\n";
        return 0;
    });
}

int menu_try(const std::string& folder, const std::string& follower, std::ostream& out) {
    return with_client(folder, [&](const wechat::Client& client, const Config&) {
        for (const std::string& line : lines_of(wechat::menu::try_match(client, follower, soon()))) out << line << "\n";
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
