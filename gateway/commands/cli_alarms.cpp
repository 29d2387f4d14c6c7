#include <iostream>
#include <memory>

#include "db/stores/alarms.h"
#include "gateway/commands/alarms_command.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"

namespace gateway {

namespace {

struct Given {
    std::string id;
    Who who;
};

/// A command about one alarm, which only somebody on duty may give.
void on_one(Cli& cli, CLI::App& alarms, const char* name, const char* what, std::function<int(const Given&)> work) {
    const auto given = std::make_shared<Given>();
    CLI::App* command = cli.command(alarms, name, what);
    command->add_option("number", given->id, "The alarm's number")->required()->check([](const std::string& text) {
        return db::is_alarm_number(text) ? std::string() : std::string("an alarm's number has eight digits");
    });
    given->who.ask(command);
    cli.on(command, [given, &cli, action = std::string("alarm ") + name, work = std::move(work)] {
        const Act act{.action = action, .about = given->id, .detail = "", .role = "duty"};
        return carry_out(
            cli.folder, act, given->who.proofs(), [&] { return work(*given); }, std::cout);
    });
}

}  // namespace

void add_alarm_commands(Cli& cli) {
    CLI::App* alarms = cli.group("alarms", "What the duty desk was rung for");
    cli.on(cli.command(*alarms, "list", "One line an alarm, open ones first"), [&cli] { return alarms_list(cli.folder, std::cout); });
    on_one(cli, *alarms, "show", "The resident's words and who they are",
           [&cli](const Given& given) { return alarm_show(cli.folder, given.id, std::cout); });
    on_one(cli, *alarms, "acknowledge", "Take it over: it rings no more", [&cli](const Given& given) {
        const std::string by = given.who.first.id.empty() ? unnamed_operator : given.who.first.id;
        return alarm_acknowledge(cli.folder, given.id, by, std::cout);
    });
}

}  // namespace gateway
