#include "gateway/commands/config_command.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "gateway/config/config.h"
#include "gateway/config/schema.h"
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

int write_schemas(const std::string& folder, const services::Catalog& catalog, std::ostream& out) {
    std::error_code error;
    std::filesystem::create_directories(folder + "/services", error);
    for (const auto& file : config_files()) {
        const auto path = folder + "/" + schema_file(file);
        std::ofstream stream(path, std::ios::binary);
        stream << schema_of(file, catalog);
        if (stream.flush(); !stream) {
            out << path << ": cannot be written\n";
            return 1;
        }
    }
    return 0;
}

}  // namespace gateway
