// `schema`: the JSON Schema of every config file, for editors.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "gateway/commands/cli.h"
#include "gateway/config/schema.h"
#include "services/form/catalog.h"

namespace gateway {
namespace {

/// 1 when one cannot be written, which is said.
int write_schemas(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder + "/services", error);
    for (const auto& file : config_files()) {
        const auto path = folder + "/" + schema_file(file);
        std::ofstream stream(path, std::ios::binary);
        stream << schema_of(file, services::catalog());
        if (stream.flush(); !stream) {
            std::cerr << path << ": cannot be written\n";
            return 1;
        }
    }
    return 0;
}

}  // namespace

void add_schema_command(Cli& cli) {
    cli.on(cli.command(cli.app, "schema", "Write the JSON Schema of every config file beside it"),
           [&cli] { return write_schemas(cli.folder); });
}

}  // namespace gateway
