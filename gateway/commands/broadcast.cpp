// `broadcast`: what a press officer does with a notice to followers.
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/clock.h"
#include "gateway/commands/at_wechat.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/upstream/account.h"
#include "gateway/upstream/broadcasting.h"
#include "gateway/upstream/notice.h"
#include "services/rules/time.h"
#include "wechat/mass_messages.h"

namespace gateway {
namespace {

struct Given {
    std::string file, id;
    wechat::mass::Viewer viewer;
    Who who;
};

constexpr int latest = 20;

/// Errors and warnings printed; absent with any error.
std::optional<Notice> read(const std::string& file) {
    ReadNotice read = read_notice(file);
    for (const Problem& problem : read.problems) std::cout << problem.text() << "\n";
    return std::move(read.notice);
}

int at_desk(const std::string& folder, const std::function<int(const PressDesk&)>& work) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        prepare_schema(at.storage, at.config);
        return work({at.client, at.storage.stores.broadcasts, clock_now()});
    });
}

/// Before anything else is done for somebody who may not ask for it.
std::string who(const std::string& folder, const Act& act, const std::vector<Proof>& proofs) {
    const auto config = configure(folder);
    if (!config) throw std::runtime_error("the configuration has errors");
    return actors_of(*config, act, proofs).who;
}

std::string described(const Notice& notice) {
    return "\"" + notice.title + "\", " + (notice.article ? "an article" : "a text of " + std::to_string(notice.body.size()) + " bytes") +
           ", to " + (notice.audience == "all" ? "all followers" : "followers with the " + notice.audience);
}

void print(const db::Broadcast& it) {
    std::cout << it.id << "  " << db::name_of(it.stage) << "  " << it.title << "  to " << it.audience;
    if (it.released_at > 0)
        std::cout << "  released " << services::iso_with_time(it.released_at) << " by " << it.released_by;
    else if (it.previewed_at > 0)
        std::cout << "  previewed " << services::iso_with_time(it.previewed_at) << " by " << it.previewed_by;
    std::cout << "\n";
    if (!it.why.empty())
        std::cout << "    " << explain(it.why) << " (" << it.why << "): " << it.sent << " of " << it.total << " followers have it, "
                  << it.total - it.filtered << " could not be sent it (they refuse, or had " << sends_a_month << " this month), "
                  << it.failed << " failed\n";
}

int broadcast_check(const std::string& file) {
    const auto notice = read(file);
    if (!notice) return 1;
    std::cout << described(*notice) << "\n";
    return 0;
}

/// One publisher.
int broadcast_preview(const std::string& folder, const std::string& file, const wechat::mass::Viewer& viewer,
                      const std::vector<Proof>& proofs) {
    const auto notice = read(file);
    if (!notice) return 1;
    const Act act{.action = "broadcast preview", .about = notice->id(), .detail = notice->title, .role = "publisher"};
    const std::string by = who(folder, act, proofs);
    const auto work = [&] {
        return at_desk(folder, [&](const PressDesk& desk) {
            const db::Broadcast shown = preview(desk, *notice, viewer, by);
            std::cout << described(*notice) << ": on that telephone now\nreleased by: police-gateway broadcast release " << file << "\n";
            print(shown);
            return 0;
        });
    };
    return carry_out(folder, act, proofs, work, std::cout);
}

/// Two publishers: what is on telephones cannot be taken back. Nothing is audited of what may not go out.
int broadcast_release(const std::string& folder, const std::string& file, const std::vector<Proof>& proofs) {
    const auto notice = read(file);
    if (!notice) return 1;
    const Act act{.action = "broadcast release",
                  .about = notice->id(),
                  .detail = notice->title + " to " + notice->audience,
                  .role = "publisher",
                  .people = 2};
    const std::string by = who(folder, act, proofs);
    const int may = at_desk(folder, [&](const PressDesk& desk) {
        releasable(desk, *notice);
        const std::int64_t used = used_this_month(desk, notice->audience);
        std::cout << described(*notice) << "\n"
                  << used << " of this month's " << sends_a_month << " sends are used, " << sends_a_month - used
                  << " left before this one (what the console sent is not counted)\n";
        return 0;
    });
    if (may != 0) return may;
    const auto work = [&] {
        return at_desk(folder, [&](const PressDesk& desk) {
            const auto [broadcast, was_there] = release(desk, *notice, by);
            if (was_there)
                std::cout << "WeChat has this already, as message " << broadcast.message_id << ": nothing was sent a second time\n";
            else
                std::cout << "WeChat took it as message " << broadcast.message_id << "\n";
            std::cout << "what becomes of it: police-gateway broadcast status " << broadcast.id << "\n";
            return 0;
        });
    };
    return carry_out(folder, act, proofs, work, std::cout);
}

/// All of our table, the newest first; with an id all that is known of that one, and what WeChat says of one still on its way.
int broadcast_status(const std::string& folder, const std::string& id) {
    return at_desk(folder, [&](const PressDesk& desk) {
        if (id.empty()) {
            for (const db::Broadcast& each : desk.broadcasts.latest(latest)) print(each);
            return 0;
        }
        const auto known = desk.broadcasts.find(id);
        if (!known) throw std::runtime_error("there is no broadcast " + id);
        print(*known);
        if (known->stage != db::Stage::released) return 0;
        if (known->message_id.empty())
            std::cout << "    WeChat did not answer the release: run it again, which sends nothing twice\n";
        else
            std::cout << "    message " << known->message_id
                      << " at WeChat: " << wechat::mass::status(desk.client, known->message_id, soon()) << "\n";
        return 0;
    });
}

/// One publisher: it can do no harm, and is in a hurry.
int broadcast_withdraw(const std::string& folder, const std::string& id, const std::vector<Proof>& proofs) {
    const Act act{.action = "broadcast withdraw", .about = id.substr(0, 64), .detail = "", .role = "publisher"};
    who(folder, act, proofs);
    const auto work = [&] {
        return at_desk(folder, [&](const PressDesk& desk) {
            print(withdraw(desk, id));
            std::cout << "    whoever opens it from now on finds it deleted; its card stays in the chats\n";
            return 0;
        });
    };
    return carry_out(folder, act, proofs, work, std::cout);
}

}  // namespace

void add_broadcast_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    CLI::App* broadcast = cli.group("broadcast", "Notices to followers: check, look at, release by two, follow up, take back");
    const auto of_file = [&](const char* name, const char* what) {
        CLI::App* command = cli.command(*broadcast, name, what);
        command->add_option("file", given->file, "The notice")->required();
        return command;
    };

    CLI::App* check = of_file("check", "Whether WeChat would take it; exit 1 and one line an error");
    cli.on(check, [given] { return broadcast_check(given->file); });

    CLI::App* preview = of_file("preview", "Show it on one telephone, which must follow the account; WeChat allows 100 a day");
    CLI::Option_group* viewer = preview->add_option_group("viewer");
    viewer->add_option("--to-wxname", given->viewer.wx_name, "Whose: their WeChat name (微信号)");
    viewer->add_option("--to-openid", given->viewer.openid, "Or their openid");
    viewer->require_option(1);
    given->who.ask(preview);
    cli.on(preview, [given, &cli] { return broadcast_preview(cli.folder, given->file, given->viewer, given->who.proofs()); });

    CLI::App* release = of_file("release", "Send it to everybody it is for; takes two operators, and was previewed in these bytes");
    given->who.ask(release);
    given->who.ask_second(release);
    cli.on(release, [given, &cli] { return broadcast_release(cli.folder, given->file, given->who.proofs()); });

    CLI::App* status = cli.command(*broadcast, "status", "What became of the last ones, or of one");
    status->add_option("id", given->id, "Which");
    cli.on(status, [given, &cli] { return broadcast_status(cli.folder, given->id); });

    CLI::App* withdraw = cli.command(*broadcast, "withdraw", "Take an article away from those who did not open it yet");
    withdraw->add_option("id", given->id, "Which")->required();
    given->who.ask(withdraw);
    cli.on(withdraw, [given, &cli] { return broadcast_withdraw(cli.folder, given->id, given->who.proofs()); });
}

}  // namespace gateway
