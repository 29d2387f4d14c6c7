// The product: one program, its commands.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "db/migrate.h"
#include "gateway/config_command.h"
#include "gateway/console.h"
#include "gateway/describe.h"
#include "gateway/key_files.h"
#include "gateway/serve.h"
#include "gateway/world.h"
#include "services/catalog.h"

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
    CLI::App app{"Backend of the Guangzhou police WeChat service account", "police-gateway"};
    const std::string version = "police-gateway " POLICE_VERSION;
    app.set_version_flag("--version", version);
    std::string folder = "deploy/config";
    std::string openid = "console-resident";
    std::string key_file;
    bool json = false;
    const auto command = [&](const char* name, const char* what) {
        CLI::App* sub = app.add_subcommand(name, what);
        sub->add_option("--config", folder, "Folder of the configuration")->capture_default_str();
        sub->set_version_flag("--version", version);
        return sub;
    };
    app.add_option("--config", folder, "Folder of the configuration")->capture_default_str();
    command("serve", "Answer WeChat until SIGTERM (the default)");
    CLI::App* check = command("check", "Check every config file; exit 1 and one line an error");
    CLI::App* list = command("services", "List the services as configured");
    list->add_flag("--json", json, "As JSON");
    CLI::App* migrate_command = command("migrate", "Bring the database to this program's schema");
    CLI::App* talk = command("console", "Talk to the account in the terminal, as a resident");
    talk->add_option("--openid", openid, "Who the resident is")->capture_default_str();
    CLI::App* schema = command("schema", "Write the JSON Schema of every config file beside it");
    CLI::App* keys = app.add_subcommand("keys", "Key files");
    keys->set_version_flag("--version", version);
    keys->require_subcommand(1);
    CLI::App* new_key = keys->add_subcommand("new", "Write a new key file, readable by its owner only");
    new_key->set_version_flag("--version", version);
    new_key->add_option("file", key_file, "Where")->required();
    app.require_subcommand(0, 1);
    CLI11_PARSE(app, argc, argv);

    if (check->parsed()) return gateway::check(folder, services::catalog(), services::date_of(gateway::clock_now()), std::cout);
    if (list->parsed()) return list_services(folder, json);
    if (migrate_command->parsed()) return migrate(folder);
    if (talk->parsed()) return gateway::console(folder, openid);
    if (schema->parsed()) return gateway::write_schemas(folder, services::catalog(), std::cerr);
    if (new_key->parsed()) {
        gateway::new_key_file(key_file);
        std::cout << "wrote " << key_file << "\n";
        return 0;
    }
    return gateway::serve(folder);
} catch (const std::exception& failure) {
    std::cerr << "police-gateway: " << failure.what() << "\n";
    return 1;
}
