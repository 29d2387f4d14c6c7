// `menu`: the account's menu at WeChat, compared, tried and pushed.
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "gateway/clock.h"
#include "gateway/commands/at_wechat.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/upstream/account.h"
#include "gateway/upstream/account_menu.h"
#include "gateway/upstream/tag_menus.h"
#include "services/form/catalog.h"

namespace gateway {
namespace {

struct Given {
    std::string follower;
    Who who;
};

/// What `menu push` would change, one line a difference; 0: nothing, 1: something.
int menu_diff(const std::string& folder) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        auto wanted = lines_of(menu_of(at.config.figures, services::catalog(), clock_now()));
        const auto present = wechat::menu::get(at.client, soon());
        auto there = present ? lines_of(present->child("menu")) : std::vector<std::string>{};
        const auto also = [](std::vector<std::string>& lines, const std::vector<std::string>& more) {
            lines.insert(lines.end(), more.begin(), more.end());
        };
        for (const TagMenu& menu : tag_menus(at.client, at.config.figures, services::catalog(), clock_now()))
            also(wanted, lines_for(menu.tag_id, menu.lines));
        for (const StandingMenu& menu : standing_menus(present)) also(there, lines_for(menu.tag_id, menu.lines));
        for (const std::string& line : there) {
            if (std::ranges::find(wanted, line) == wanted.end()) std::cout << "- " << line << "\n";
        }
        for (const std::string& line : wanted) {
            if (std::ranges::find(there, line) == there.end()) std::cout << "+ " << line << "\n";
        }
        if (there == wanted) std::cout << "WeChat shows this menu already\n";
        return there == wanted ? 0 : 1;
    });
}

/// Gives WeChat the menu of menu.json without the lines none of whose services is open, and a menu for each tag that lines name; others
/// that stand there for tags go.
int menu_push(const std::string& folder) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        const auto menu = menu_of(at.config.figures, services::catalog(), clock_now());
        // A tag that WeChat does not have stops everything before anything is changed.
        const auto wanted = tag_menus(at.client, at.config.figures, services::catalog(), clock_now());
        wechat::menu::create(at.client, menu, soon());
        for (const std::string& line : lines_of(menu)) std::cout << line << "\n";
        push_tag_menus(at.client, wanted, standing_menus(wechat::menu::get(at.client, soon())));
        for (const TagMenu& each : wanted) {
            for (const std::string& line : lines_for(each.tag_id, each.lines)) std::cout << line << "\n";
        }
        std::cout << "pushed; telephones show it within minutes, at the latest after a day\n";
        return 0;
    });
}

/// What a follower sees, by openid or WeChat name.
int menu_try(const std::string& folder, const std::string& follower) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        for (const std::string& line : lines_of(wechat::menu::try_match(at.client, follower, soon()))) std::cout << line << "\n";
        return 0;
    });
}

}  // namespace

void add_menu_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    CLI::App* menu = cli.group("menu", "The account's menu at WeChat");
    CLI::App* diff = cli.command(*menu, "diff", "What a push would change; exit 1 if anything");
    cli.on(diff, [&cli] { return menu_diff(cli.folder); });
    CLI::App* attempt = cli.command(*menu, "try", "The menu a follower sees");
    attempt->add_option("follower", given->follower, "Openid or WeChat name")->required();
    cli.on(attempt, [given, &cli] { return menu_try(cli.folder, given->follower); });
    CLI::App* push = cli.command(*menu, "push", "Give WeChat the menu of menu.json, without what is closed");
    given->who.ask(push);
    cli.on(push, [given, &cli] {
        const Act act{.action = "menu push", .about = "menu", .detail = "", .role = "publisher"};
        return carry_out(
            cli.folder, act, given->who.proofs(), [&] { return menu_push(cli.folder); }, std::cout);
    });
}

}  // namespace gateway
