#include <iostream>
#include <memory>

#include "gateway/commands/broadcast_command.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"

namespace gateway {

namespace {

struct Given {
    std::string file, id;
    wechat::mass::Viewer viewer;
    Who who;
};

}  // namespace

void add_broadcast_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    CLI::App* broadcast = cli.group("broadcast", "Notices to followers: check, look at, release by two, follow up, take back");
    const auto of_file = [&](const char* name, const char* what) {
        CLI::App* command = cli.command(*broadcast, name, what);
        command->add_option("file", given->file, "The notice")->required();
        return command;
    };

    CLI::App* check = of_file("check", "Whether WeChat would take it; exit 1 and one line an error");
    cli.on(check, [given] { return broadcast_check(given->file, std::cout); });

    CLI::App* preview = of_file("preview", "Show it on one telephone, which must follow the account; WeChat allows 100 a day");
    CLI::Option_group* viewer = preview->add_option_group("viewer");
    viewer->add_option("--to-wxname", given->viewer.wx_name, "Whose: their WeChat name (微信号)");
    viewer->add_option("--to-openid", given->viewer.openid, "Or their openid");
    viewer->require_option(1);
    given->who.ask(preview);
    cli.on(preview, [given, &cli] { return broadcast_preview(cli.folder, given->file, given->viewer, given->who.proofs(), std::cout); });

    CLI::App* release = of_file("release", "Send it to everybody it is for; takes two operators, and was previewed in these bytes");
    given->who.ask(release);
    given->who.ask_second(release);
    cli.on(release, [given, &cli] { return broadcast_release(cli.folder, given->file, given->who.proofs(), std::cout); });

    CLI::App* status = cli.command(*broadcast, "status", "What became of the last ones, or of one");
    status->add_option("id", given->id, "Which");
    cli.on(status, [given, &cli] { return broadcast_status(cli.folder, given->id, std::cout); });

    CLI::App* withdraw = cli.command(*broadcast, "withdraw", "Take an article away from those who did not open it yet");
    withdraw->add_option("id", given->id, "Which")->required();
    given->who.ask(withdraw);
    cli.on(withdraw, [given, &cli] { return broadcast_withdraw(cli.folder, given->id, given->who.proofs(), std::cout); });
}

}  // namespace gateway
