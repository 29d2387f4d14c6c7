#include "gateway/commands/cli.h"

#include <utility>

#include "gateway/log.h"
#include "wechat/utf8.h"

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

std::string one_line(std::string_view text) {
    std::string line;
    for (const char32_t c : wechat::to_utf32(text)) {
        const std::string bytes = wechat::to_utf8(std::u32string_view(&c, 1));
        line += log::is_dangerous(c) ? std::string(bytes.size(), ' ') : bytes;
    }
    return line;
}

}  // namespace gateway
