#include <iostream>
#include <memory>

#include "gateway/commands/account_command.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "services/form/catalog.h"

namespace gateway {

namespace {

struct Given {
    std::string scene, follower, path = "/cgi-bin/message/custom/send";
    int days = 0;
    Who who;
};

void add_menu(Cli& cli, const std::shared_ptr<Given>& given) {
    CLI::App* menu = cli.group("menu", "The account's menu at WeChat");
    CLI::App* diff = cli.command(*menu, "diff", "What a push would change; exit 1 if anything");
    cli.on(diff, [&cli] { return menu_diff(cli.folder, services::catalog(), std::cout); });
    CLI::App* attempt = cli.command(*menu, "try", "The menu a follower sees");
    attempt->add_option("follower", given->follower, "Openid or WeChat name")->required();
    cli.on(attempt, [given, &cli] { return menu_try(cli.folder, given->follower, std::cout); });
    CLI::App* push = cli.command(*menu, "push", "Give WeChat the menu of menu.json, without what is closed");
    given->who.ask(push);
    cli.on(push, [given, &cli] {
        const Act act{.action = "menu push", .about = "menu", .detail = "", .role = "publisher"};
        return carry_out(
            cli.folder, act, given->who.proofs(), [&] { return menu_push(cli.folder, services::catalog(), std::cout); }, std::cout);
    });
}

void add_qr(Cli& cli, const std::shared_ptr<Given>& given) {
    CLI::App* qr = cli.command(cli.app, "qr", "Make a QR code that opens a service, or service@office");
    qr->add_option("scene", given->scene, "Service id, or service@office")->required();
    qr->add_option("--days", given->days, "How long it holds; 0: permanent, of which an account has 100,000")
        ->capture_default_str()
        ->check(CLI::Range(0, 30));
    given->who.ask(qr);
    cli.on(qr, [given, &cli] {
        const Act act{
            .action = "qr", .about = given->scene.substr(0, 64), .detail = std::to_string(given->days) + " days", .role = "publisher"};
        return carry_out(
            cli.folder, act, given->who.proofs(),
            [&] { return qr_code(cli.folder, services::catalog(), given->scene, given->days, std::cout); }, std::cout);
    });
}

}  // namespace

void add_account_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    add_menu(cli, given);
    add_qr(cli, given);
    CLI::App* token = cli.command(cli.app, "token", "Whether WeChat gives this account an access token");
    cli.on(token, [&cli] { return token_check(cli.folder, std::cout); });
    CLI::App* quota = cli.command(cli.app, "quota", "How often an interface of WeChat was called today, and may be");
    quota->add_option("path", given->path, "Of the interface")->capture_default_str();
    cli.on(quota, [given, &cli] { return quota_of(cli.folder, given->path, std::cout); });
    CLI::App* callback = cli.command(cli.app, "check-callback", "What WeChat's networks see of the callback address");
    cli.on(callback, [&cli] { return check_callback(cli.folder, std::cout); });
}

}  // namespace gateway
