// The product: one program, its commands.
#include <exception>
#include <iostream>

#include "gateway/commands/cli.h"
#include "gateway/serve.h"

int main(int argc, char** argv) try {
    gateway::Cli cli;
    CLI::App* serving = cli.command(cli.app, "serve", "Answer WeChat until SIGTERM (the default)");
    bool keys_are_lost = false;
    serving->add_flag("--keys-are-lost", keys_are_lost,
                      "Begin although the keys open nobody in the database: the right ones are gone for good");
    cli.on(serving, [&] { return gateway::serve(cli.folder, keys_are_lost); });
    gateway::add_check_command(cli);
    gateway::add_services_command(cli);
    gateway::add_migrate_command(cli);
    gateway::add_console_command(cli);
    gateway::add_find_command(cli);
    gateway::add_schema_command(cli);
    gateway::add_key_commands(cli);
    gateway::add_menu_commands(cli);
    gateway::add_account_commands(cli);
    gateway::add_operator_commands(cli);
    gateway::add_audit_commands(cli);
    gateway::add_broadcast_commands(cli);
    gateway::add_alarm_commands(cli);
    gateway::add_case_commands(cli);
    gateway::add_import_command(cli);
    CLI11_PARSE(cli.app, argc, argv);
    return cli.chosen ? cli.chosen() : gateway::serve(cli.folder);
} catch (const std::exception& failure) {
    std::cerr << "police-gateway: " << failure.what() << "\n";
    return 1;
}
