#include "gateway/commands/broadcast_command.h"
#include "gateway/clock.h"
#include "gateway/upstream/account.h"

#include <ostream>
#include <stdexcept>

#include "gateway/commands/at_wechat.h"
#include "gateway/upstream/broadcasting.h"
#include "gateway/upstream/notice.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

constexpr int latest = 20;

/// Errors and warnings printed; absent with any error.
std::optional<Notice> read(const std::string& file, std::ostream& out) {
    ReadNotice read = read_notice(file);
    for (const Problem& problem : read.problems) out << problem.text() << "\n";
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

std::string time_of(std::int64_t at) { return services::iso_with_time(services::instant_at(at)); }

void print(const db::Broadcast& it, std::ostream& out) {
    out << it.id << "  " << db::name_of(it.stage) << "  " << it.title << "  to " << it.audience;
    if (it.released_at > 0)
        out << "  released " << time_of(it.released_at) << " by " << it.released_by;
    else if (it.previewed_at > 0)
        out << "  previewed " << time_of(it.previewed_at) << " by " << it.previewed_by;
    out << "\n";
    if (!it.why.empty())
        out << "    " << explain(it.why) << " (" << it.why << "): " << it.sent << " of " << it.total << " followers have it, "
            << it.total - it.filtered << " could not be sent it (they refuse, or had " << sends_a_month << " this month), " << it.failed
            << " failed\n";
}

}  // namespace

int broadcast_check(const std::string& file, std::ostream& out) {
    const auto notice = read(file, out);
    if (!notice) return 1;
    out << described(*notice) << "\n";
    return 0;
}

int broadcast_preview(const std::string& folder, const std::string& file, const wechat::mass::Viewer& viewer,
                      const std::vector<Proof>& proofs, std::ostream& out) {
    const auto notice = read(file, out);
    if (!notice) return 1;
    const Act act{.action = "broadcast preview", .about = notice->id(), .detail = notice->title, .role = "publisher"};
    const std::string by = who(folder, act, proofs);
    const auto work = [&] {
        return at_desk(folder, [&](const PressDesk& desk) {
            const db::Broadcast shown = preview(desk, *notice, viewer, by);
            out << described(*notice) << ": on that telephone now\nreleased by: police-gateway broadcast release " << file << "\n";
            print(shown, out);
            return 0;
        });
    };
    return carry_out(folder, act, proofs, work, out);
}

int broadcast_release(const std::string& folder, const std::string& file, const std::vector<Proof>& proofs, std::ostream& out) {
    const auto notice = read(file, out);
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
        out << described(*notice) << "\n"
            << used << " of this month's " << sends_a_month << " sends are used, " << sends_a_month - used
            << " left before this one (what the console sent is not counted)\n";
        return 0;
    });
    if (may != 0) return may;
    const auto work = [&] {
        return at_desk(folder, [&](const PressDesk& desk) {
            const auto [broadcast, was_there] = release(desk, *notice, by);
            if (was_there)
                out << "WeChat has this already, as message " << broadcast.message_id << ": nothing was sent a second time\n";
            else
                out << "WeChat took it as message " << broadcast.message_id << "\n";
            out << "what becomes of it: police-gateway broadcast status " << broadcast.id << "\n";
            return 0;
        });
    };
    return carry_out(folder, act, proofs, work, out);
}

int broadcast_status(const std::string& folder, const std::string& id, std::ostream& out) {
    return at_desk(folder, [&](const PressDesk& desk) {
        if (id.empty()) {
            for (const db::Broadcast& each : desk.broadcasts.latest(latest)) print(each, out);
            return 0;
        }
        const auto known = desk.broadcasts.find(id);
        if (!known) throw std::runtime_error("there is no broadcast " + id);
        print(*known, out);
        if (known->stage != db::Stage::released) return 0;
        if (known->message_id.empty())
            out << "    WeChat did not answer the release: run it again, which sends nothing twice\n";
        else
            out << "    message " << known->message_id << " at WeChat: " << wechat::mass::status(desk.client, known->message_id, soon())
                << "\n";
        return 0;
    });
}

int broadcast_withdraw(const std::string& folder, const std::string& id, const std::vector<Proof>& proofs, std::ostream& out) {
    const Act act{.action = "broadcast withdraw", .about = id.substr(0, 64), .detail = "", .role = "publisher"};
    who(folder, act, proofs);
    const auto work = [&] {
        return at_desk(folder, [&](const PressDesk& desk) {
            print(withdraw(desk, id), out);
            out << "    whoever opens it from now on finds it deleted; its card stays in the chats\n";
            return 0;
        });
    };
    return carry_out(folder, act, proofs, work, out);
}

}  // namespace gateway
