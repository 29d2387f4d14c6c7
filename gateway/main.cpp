// The product: one program, its commands.
#include <exception>
#include <iostream>

#include "db/migrate.h"
#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/config_command.h"
#include "gateway/commands/console.h"
#include "gateway/commands/describe.h"
#include "gateway/serve.h"
#include "gateway/world.h"
#include "services/form/catalog.h"

namespace {

int list_services(const std::string& folder, bool json) {
    const gateway::Loaded loaded = gateway::load_config(folder, services::catalog(), services::date_of(gateway::clock_now()));
    if (!loaded.config) {
        for (const auto& problem : loaded.problems) std::cerr << problem.text() << "\n";
        return 1;
    }
    std::cout << (json ? gateway::services_json(services::catalog(), *loaded.config)
                       : gateway::services_table(services::catalog(), *loaded.config));
    return 0;
}

int migrate(const std::string& folder) {
    const auto config = gateway::configure(folder);
    if (!config) return 1;
    const auto sql = db::open_sql(config->database, config->database_password);
    const auto steps = db::pending(*sql);
    db::migrate(*sql);
    for (const std::string& step : steps) std::cout << "applied " << step << "\n";
    std::cout << "schema is current\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) try {
    gateway::Cli cli;
    std::string openid = "console-resident";
    bool json = false;
    cli.on(cli.command(cli.app, "serve", "Answer WeChat until SIGTERM (the default)"), [&] { return gateway::serve(cli.folder); });
    cli.on(cli.command(cli.app, "check", "Check every config file; exit 1 and one line an error"),
           [&] { return gateway::check(cli.folder, services::catalog(), services::date_of(gateway::clock_now()), std::cout); });
    CLI::App* list = cli.command(cli.app, "services", "List the services as configured");
    list->add_flag("--json", json, "As JSON");
    cli.on(list, [&] { return list_services(cli.folder, json); });
    cli.on(cli.command(cli.app, "migrate", "Bring the database to this program's schema"), [&] { return migrate(cli.folder); });
    CLI::App* talk = cli.command(cli.app, "console", "Talk to the account in the terminal, as a resident");
    talk->add_option("--openid", openid, "Who the resident is")->capture_default_str();
    cli.on(talk, [&] { return gateway::console(cli.folder, openid); });
    cli.on(cli.command(cli.app, "schema", "Write the JSON Schema of every config file beside it"),
           [&] { return gateway::write_schemas(cli.folder, services::catalog(), std::cerr); });
    gateway::add_key_commands(cli);
    gateway::add_account_commands(cli);
    gateway::add_operator_commands(cli);
    gateway::add_broadcast_commands(cli);
    gateway::add_alarm_commands(cli);
    CLI11_PARSE(cli.app, argc, argv);
    return cli.chosen ? cli.chosen() : gateway::serve(cli.folder);
} catch (const std::exception& failure) {
    std::cerr << "police-gateway: " << failure.what() << "\n";
    return 1;
}
