#include <iostream>
#include <memory>

#include "gateway/commands/audit_command.h"
#include "gateway/commands/cli.h"
#include "gateway/config/personal_token.h"

namespace gateway {

namespace {

struct Given {
    std::string file, noted;
    std::int64_t since = 0;
};

}  // namespace

void add_operator_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    CLI::App* operators = cli.group("operators", "Who may change something from the command line");
    CLI::App* fresh = cli.command(*operators, "new-token", "Write a new personal token, and print its public part for operators.json");
    fresh->add_option("file", given->file, "Where; it stays with the person")->required();
    cli.on(fresh, [given] {
        std::cout << new_personal_token(given->file) << "\n";
        return 0;
    });

    CLI::App* audit = cli.group("audit", "What operators did, and whether anybody has changed what is written about it");
    CLI::App* verify =
        cli.command(*audit, "verify", "Check the whole chain and print its head, to be noted elsewhere; exit 1 if it is not whole");
    verify->add_option("--expect", given->noted, "A head noted earlier, which must be part of it: SEQ:HASH");
    cli.on(verify, [given, &cli] { return audit_verify(cli.folder, given->noted, std::cout); });
    CLI::App* list = cli.command(*audit, "list", "One line a row");
    CLI::Option* since = list->add_option("--since", given->since, "Only rows of the last so many seconds")->check(CLI::NonNegativeNumber);
    cli.on(list, [given, since, &cli] {
        return audit_list(cli.folder, since->count() > 0 ? std::optional(std::chrono::seconds(given->since)) : std::nullopt, std::cout);
    });
}

}  // namespace gateway
