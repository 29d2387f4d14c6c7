// The command line in parts: each adds its commands, and the one that was given says what is to be run.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace gateway {

struct Cli {
    Cli();

    /// A command that reads the configuration.
    CLI::App* command(CLI::App& parent, const char* name, const char* what);
    /// One that has commands of its own.
    CLI::App* group(const char* name, const char* what);
    void on(CLI::App* command, std::function<int()> run);

    CLI::App app{"Backend of the Guangzhou police WeChat service account", "police-gateway"};
    std::string folder = "deploy/config";
    std::function<int()> chosen;  // empty: no command was given
};

/// What somebody wrote, for one line of a terminal: what the log escapes is blank here, so that no reason prints as another row.
std::string one_line(std::string_view text);

// The commands, in the order of --help; each stands in the file of its name.
void add_check_command(Cli&);
void add_services_command(Cli&);
void add_migrate_command(Cli&);
void add_console_command(Cli&);
void add_find_command(Cli&);
void add_schema_command(Cli&);
void add_key_commands(Cli&);
void add_menu_commands(Cli&);
/// What else an operator asks of WeChat about the account.
void add_account_commands(Cli&);
void add_operator_commands(Cli&);
void add_audit_commands(Cli&);
/// Notices to followers.
void add_broadcast_commands(Cli&);
/// What the duty desk was rung for.
void add_alarm_commands(Cli&);
/// What residents submitted, for those who handle it.
void add_case_commands(Cli&);
/// What departments give in whole.
void add_import_command(Cli&);

}  // namespace gateway
