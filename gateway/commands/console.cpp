// `console`: a conversation with the account in the terminal, as one resident.
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "gateway/channels/wechat/pipeline.h"
#include "gateway/channels/wechat/user.h"
#include "gateway/commands/cli.h"
#include "gateway/world.h"
#include "services/form/catalog.h"

namespace gateway {
namespace {

/// Reads lines from stdin until it ends; replies and SMS go to stdout.
int console(const std::string& folder, const std::string& openid) {
    const auto config = configure(folder);
    if (!config) return 1;
    if (config->production) {
        std::cerr << "console answers as if it were the resident, without asking who types: not where \"production\" is true\n";
        return 1;
    }
    Storage storage(*config);
    prepare_schema(storage, *config);
    load_demonstration(storage, *config);

    const auto live = std::make_shared<const Live>(config);
    const SendSms print_sms = [](const std::string& mobile, const std::string& text) {
        std::cout << "[SMS to " << mobile << "] " << text << "\n";
        return true;
    };
    const ToSimplified to_simplified = open_simplifier();
    Metrics metrics;
    Departments departments(services::catalog(), metrics);
    Pipeline pipeline(
        services::catalog(), storage.stores, metrics, [live] { return live; }, print_sms, departments,
        [](const Distress&, services::Instant) { return false; }, to_simplified, 1);

    services::Session session;
    std::cout << "Type as a resident; end with Ctrl-D.\n> " << std::flush;
    for (std::string line; std::getline(std::cin, line); std::cout << "> " << std::flush) {
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto start = std::chrono::steady_clock::now();
        std::string reply;
        try {
            const services::Heard heard = heard_text(line, to_simplified);
            const db::Names names = db::subject_keys(storage.stores.vault, user_of(openid));
            const services::Screen screen = pipeline.converse(*live, session, heard, {.user = user_of(openid), .names = names}, now);
            reply = chat_text(screen, session, false, wechat::max_text_bytes);
        } catch (const std::exception& failure) {
            reply = std::string("[failed] ") + failure.what();  // a resident would read an apology here
        }
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        std::cout << reply << "\n(" << took.count() << " ms)\n";
    }
    std::cout << "\n";
    return 0;
}

}  // namespace

void add_console_command(Cli& cli) {
    const auto openid = std::make_shared<std::string>("console-resident");
    CLI::App* talk = cli.command(cli.app, "console", "Talk to the account in the terminal, as a resident");
    talk->add_option("--openid", *openid, "Who the resident is")->capture_default_str();
    cli.on(talk, [openid, &cli] { return console(cli.folder, *openid); });
}

}  // namespace gateway
