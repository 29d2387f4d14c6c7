// The product: one program, its commands.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <map>

#include "db/migrate.h"
#include "gateway/account_command.h"
#include "gateway/config_command.h"
#include "gateway/console.h"
#include "gateway/describe.h"
#include "gateway/key_files.h"
#include "gateway/rotate.h"
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
    std::string key_id;
    gateway::KeyKind key_kind = gateway::KeyKind::data;
    gateway::Rotation rotation;
    bool may_lose = false;
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
    const std::map<std::string, gateway::KeyKind> kinds{{"data", gateway::KeyKind::data}, {"index", gateway::KeyKind::index}};
    const auto change_keys = [&](const char* name, const char* what) {
        CLI::App* sub = keys->add_subcommand(name, what);
        sub->set_version_flag("--version", version);
        sub->add_option("--config", folder, "Folder of the configuration")->capture_default_str();
        sub->add_option("kind", key_kind, "data or index")->required()->transform(CLI::CheckedTransformer(kinds));
        return sub;
    };
    CLI::App* rotate = change_keys("rotate", "Bring a new key into force while serving, and move everything stored under it");
    std::int64_t wait = rotation.wait.count(), pause = rotation.pause.count();
    rotate->add_option("--wait", wait, "Seconds until every process has read a changed key file")->capture_default_str();
    rotate->add_option("--pause", pause, "Milliseconds between two batches")->capture_default_str();
    rotate->add_option("--batch", rotation.batch, "Rows of a batch")->capture_default_str()->check(CLI::Range(1, 10000));
    rotate->add_flag("--add-only", rotation.add_only, "End once the new key is known, to copy the file to other machines");
    CLI::App* drop = change_keys("drop", "Remove a key that nothing needs any more");
    drop->add_option("id", key_id, "Which")->required();
    drop->add_flag("--lose", may_lose, "Even though something needs it: that is lost");
    // What an operator asks of WeChat about the account.
    std::string scene, path = "/cgi-bin/message/custom/send";
    int days = 0;
    CLI::App* menu = command("menu", "The account's menu at WeChat");
    menu->require_subcommand(1);
    CLI::App* diff = menu->add_subcommand("diff", "What a push would change; exit 1 if anything");
    CLI::App* push = menu->add_subcommand("push", "Give WeChat the menu of menu.json, without what is closed");
    CLI::App* token = command("token", "Whether WeChat gives this account an access token");
    CLI::App* quota = command("quota", "How often an interface of WeChat was called today, and may be");
    quota->add_option("path", path, "Of the interface")->capture_default_str();
    CLI::App* callback = command("check-callback", "What WeChat's networks see of the callback address");
    CLI::App* qr = command("qr", "Make a QR code that opens a service, or service@office");
    qr->add_option("scene", scene, "Service id, or service@office")->required();
    qr->add_option("--days", days, "How long it holds; 0: permanent, of which an account has 100,000")
        ->capture_default_str()
        ->check(CLI::Range(0, 30));
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
    if (rotate->parsed()) {
        rotation.wait = std::chrono::seconds(wait);
        rotation.pause = std::chrono::milliseconds(pause);
        return gateway::rotate_keys(folder, key_kind, rotation, std::cout);
    }
    if (drop->parsed()) return gateway::drop_key(folder, key_kind, key_id, may_lose, std::cout);
    if (diff->parsed()) return gateway::menu_diff(folder, services::catalog(), std::cout);
    if (push->parsed()) return gateway::menu_push(folder, services::catalog(), std::cout);
    if (token->parsed()) return gateway::token_check(folder, std::cout);
    if (quota->parsed()) return gateway::quota_of(folder, path, std::cout);
    if (callback->parsed()) return gateway::check_callback(folder, std::cout);
    if (qr->parsed()) return gateway::qr_code(folder, services::catalog(), scene, days, std::cout);
    return gateway::serve(folder);
} catch (const std::exception& failure) {
    std::cerr << "police-gateway: " << failure.what() << "\n";
    return 1;
}
