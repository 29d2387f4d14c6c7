#include "gateway/commands/cli.h"

#include <utility>

namespace gateway {

namespace {

constexpr const char* version = "police-gateway " POLICE_VERSION;

void add_folder(CLI::App& command, std::string& folder) {
    command.add_option("--config", folder, "Folder of the configuration")->capture_default_str();
}

}  // namespace

Cli::Cli() {
    app.set_version_flag("--version", version);
    add_folder(app, folder);
    app.require_subcommand(0, 1);
}

CLI::App* Cli::command(CLI::App& parent, const char* name, const char* what) {
    CLI::App* made = parent.add_subcommand(name, what);
    add_folder(*made, folder);
    made->set_version_flag("--version", version);
    return made;
}

CLI::App* Cli::group(const char* name, const char* what) {
    CLI::App* made = command(app, name, what);
    made->require_subcommand(1);
    return made;
}

void Cli::on(CLI::App* command, std::function<int()> run) {
    command->callback([this, run = std::move(run)] { chosen = run; });
}

std::string one_line(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        if (byte < 0x20 || byte == 0x7F) text[i] = ' ';
        if (byte == 0xC2 && next >= 0x80 && next < 0xA0) text[i] = text[i + 1] = ' ';  // C1
    }
    return text;
}

}  // namespace gateway
