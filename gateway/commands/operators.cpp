// `operators`: their personal tokens.
#include <iostream>
#include <memory>
#include <string>

#include "gateway/commands/cli.h"
#include "gateway/config/personal_token.h"

namespace gateway {

void add_operator_commands(Cli& cli) {
    const auto file = std::make_shared<std::string>();
    CLI::App* operators = cli.group("operators", "Who may change something from the command line");
    CLI::App* fresh = cli.command(*operators, "new-token", "Write a new personal token, and print its public part for operators.json");
    fresh->add_option("file", *file, "Where; it stays with the person")->required();
    cli.on(fresh, [file] {
        std::cout << new_personal_token(*file) << "\n";
        return 0;
    });
}

}  // namespace gateway
