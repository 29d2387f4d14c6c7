#include "gateway/commands/check.h"

#include <algorithm>
#include <iostream>

#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "gateway/config/config.h"
#include "gateway/config/keys.h"
#include "gateway/config/words.h"

namespace gateway {

int check(const std::string& folder, const services::Catalog& catalog, services::Date today, std::ostream& out) {
    const auto loaded = load_config(folder, catalog, today);
    for (const auto& problem : loaded.problems) out << problem.text() << '\n';
    const auto warnings = std::count_if(loaded.problems.begin(), loaded.problems.end(), [](const auto& p) { return p.warning; });
    const auto errors = static_cast<std::ptrdiff_t>(loaded.problems.size()) - warnings;

    std::vector<std::string> restart;
    for (const auto& key : gateway_keys())
        if (key.restart) restart.push_back(key.path);
    out << "A change has effect within 2 seconds, except that these keys of gateway.json need a restart: "
        << listed(restart, restart.size()) << ".\n";
    out << folder << ": " << errors << (errors == 1 ? " error, " : " errors, ") << warnings << (warnings == 1 ? " warning" : " warnings");
    if (loaded.config) out << ", version " << loaded.config->version;
    out << '\n';
    return errors == 0 ? 0 : 1;
}

void add_check_command(Cli& cli) {
    cli.on(cli.command(cli.app, "check", "Check every config file; exit 1 and one line an error"),
           [&cli] { return check(cli.folder, services::catalog(), services::date_of(clock_now()), std::cout); });
}

}  // namespace gateway
