// `migrate`: brings the database to this program's schema.
#include "db/migrate.h"

#include <iostream>
#include <string>

#include "db/open.h"
#include "gateway/commands/cli.h"
#include "gateway/world.h"

namespace gateway {
namespace {

int migrate(const std::string& folder) {
    const auto config = configure(folder);
    if (!config) return 1;
    const auto sql = db::open_sql(config->database, config->database_password);
    const auto steps = db::pending(*sql);
    db::migrate(*sql);
    for (const std::string& step : steps) std::cout << "applied " << step << "\n";
    std::cout << "schema is current\n";
    return 0;
}

}  // namespace

void add_migrate_command(Cli& cli) {
    cli.on(cli.command(cli.app, "migrate", "Bring the database to this program's schema"), [&cli] { return migrate(cli.folder); });
}

}  // namespace gateway
