// `alarms`: what the duty desk was rung for.
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "db/stores/alarms.h"
#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/commands/text_in.h"
#include "gateway/desk/alarm_acts.h"
#include "gateway/desk/sign_in.h"
#include "gateway/world.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

constexpr int most_listed = 200;

std::string line_of(const db::AlarmState& alarm) {
    std::string line =
        alarm.id + "  " + services::iso_with_time(alarm.raised_at) + "  " + alarm.kind + "  rung " + std::to_string(alarm.rings) + "x";
    if (alarm.escalated_at > 0) line += "  escalated " + services::iso_with_time(alarm.escalated_at);
    return line + (alarm.acknowledged_at == 0
                       ? "  OPEN"
                       : "  acknowledged " + services::iso_with_time(alarm.acknowledged_at) + " by " + alarm.acknowledged_by);
}

int unknown(const std::string& id) {
    std::cout << "there is no alarm " << id << "\n";
    return 1;
}

/// One line an alarm, open ones first: no words, no names.
int alarms_list(const std::string& folder) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        for (const db::AlarmState& alarm : storage.stores.alarms.list(most_listed)) std::cout << line_of(alarm) << "\n";
        return 0;
    });
}

/// Everything of one, the resident's words and who they are included; 1 when there is none such.
int alarm_show(const std::string& folder, const std::string& id) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        const auto alarm = storage.stores.alarms.find(id);
        if (!alarm) return unknown(id);
        std::cout << line_of(alarm->state) << "\n";
        const auto put = [&](const char* name, const std::string& value) { std::cout << name << (value.empty() ? "-" : value) << "\n"; };
        put("words   ", alarm->words);
        put("at      ", services::iso_with_time(alarm->state.latest_at));
        put("name    ", alarm->caller.name);
        put("mobile  ", alarm->caller.mobile);
        put("openid  ", alarm->caller.from.id);
        for (const db::AlarmEntry& entry : storage.stores.alarm_entries.list(id))
            std::cout << services::iso_with_time(entry.at) << "  " << (entry.by.empty() ? "caller" : entry.by) << "  " << entry.kind << "  "
                      << one_line(entry.text) << "\n";
        return 0;
    });
}

/// Silences it; 0 also when somebody had done so before, which is said.
int alarm_acknowledge(const std::string& folder, const std::string& id, const std::string& by) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        auto result = db::Alarms::Acknowledged::unknown;
        storage.stores.sql.transaction([&](db::Transaction& transaction) {
            result = storage.stores.alarms.acknowledge(transaction, id, by, services::unix_time(clock_now()));
        });
        if (result == db::Alarms::Acknowledged::unknown) return unknown(id);
        std::cout << id << (result == db::Alarms::Acknowledged::now ? " acknowledged\n" : " had been acknowledged before\n");
        return 0;
    });
}

/// Says something to whoever raised it; 1 when there is no such alarm.
int alarm_answer(const std::string& folder, const DeskAnswer& answer) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        const auto alarm = storage.stores.alarms.find(answer.alarm);
        if (!alarm) return unknown(answer.alarm);
        auto came = Answered::at_once;
        storage.stores.sql.transaction(
            [&](db::Transaction& transaction) { came = answer_alarm(storage.stores, transaction, *alarm, answer, clock_now()); });
        std::cout << answer.alarm << (came == Answered::waits ? " answered: shown with the caller's next message\n" : " answered\n");
        return 0;
    });
}

/// What the caller says from now on means what it always does; 0 also when somebody had closed it before, which is said.
int alarm_close(const std::string& folder, const std::string& id, const std::string& by) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        if (!storage.stores.alarms.find(id)) return unknown(id);
        bool is_closed = false;
        storage.stores.sql.transaction(
            [&](db::Transaction& transaction) { is_closed = close_alarm(storage.stores, transaction, id, by, "", clock_now()); });
        std::cout << id << (is_closed ? " closed\n" : " had been closed before\n");
        return 0;
    });
}

/// An address that opens the desk's pages as that operator, once.
int alarm_sign_in(const std::string& folder, const std::string& by) {
    return with_storage(folder, [&](Storage& storage, const Config& config) {
        std::cout << desk::SignIn::link_for(storage.stores, config, by, clock_now()) << "\n";
        return 0;
    });
}

struct Given {
    std::string id, file;
    bool may_be_received = false;
    Who who;

    std::string by() const { return who.first.id.empty() ? unnamed_operator : who.first.id; }
};

/// A command about one alarm, which only somebody on duty may give.
CLI::App* on_one(Cli& cli, CLI::App& alarms, const char* name, const char* what, const std::shared_ptr<Given>& given,
                 std::function<int(const Given&)> work) {
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
    return command;
}

}  // namespace

void add_alarm_commands(Cli& cli) {
    CLI::App* alarms = cli.group("alarms", "What the duty desk was rung for");
    cli.on(cli.command(*alarms, "list", "One line an alarm, open ones first"), [&cli] { return alarms_list(cli.folder); });
    on_one(cli, *alarms, "show", "Who the resident is, and all that was said", std::make_shared<Given>(),
           [&cli](const Given& given) { return alarm_show(cli.folder, given.id); });
    on_one(cli, *alarms, "acknowledge", "Take it over: it rings no more", std::make_shared<Given>(),
           [&cli](const Given& given) { return alarm_acknowledge(cli.folder, given.id, given.by()); });
    const auto answer = std::make_shared<Given>();
    CLI::App* answering =
        on_one(cli, *alarms, "answer", "Say something to the resident, signed 值班民警", answer, [&cli](const Given& given) {
            return alarm_answer(cli.folder, {.alarm = given.id,
                                             .by = given.by(),
                                             .text = text_in(given.file, most_of_an_answer),
                                             .may_be_received = given.may_be_received});
        });
    answering->add_option("--text", answer->file, "File with the words, - for standard input")->required();
    answering->add_flag("--can-receive", answer->may_be_received,
                        "In violence: it is safe for the resident to receive a message now (对方可安全接收)");
    on_one(cli, *alarms, "close", "It is over: it rings no more, and nothing joins it", std::make_shared<Given>(),
           [&cli](const Given& given) { return alarm_close(cli.folder, given.id, given.by()); });
    CLI::App* sign_in = cli.command(*alarms, "sign-in", "An address that opens the desk's pages for you, once, within ten minutes");
    const auto who = std::make_shared<Who>();
    who->ask(sign_in);
    cli.on(sign_in, [&cli, who] {
        if (who->first.id.empty()) throw std::runtime_error("say who you are: --as ID --token FILE");
        const Act act{.action = "desk sign-in link", .about = who->first.id, .detail = "", .role = "duty"};
        return carry_out(
            cli.folder, act, who->proofs(), [&] { return alarm_sign_in(cli.folder, who->first.id); }, std::cout);
    });
}

}  // namespace gateway
