// An anonymous report leads to nobody: a hundred residents send one, with photos, cries for help and answers that come late, and then
// all that is kept is joined with all that is known of each of them.
#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "db/index_names.h"
#include "services/form/answers.h"
#include "services/form/catalog.h"
#include "tests/authoring/anonymous_tip.h"
#include "world.h"

using namespace engine_tests;
using namespace std::chrono_literals;

namespace {

constexpr int senders = 100;

struct Sender {
    std::string openid = {};
    std::string number = {};  // of the report; "" while nobody was told
    std::string code = {};
};

/// The word behind `label` in a reply.
std::string told(const Reply& reply, const std::string& label) {
    const std::size_t at = reply.shown().find(label + "：");
    if (at == std::string::npos) return {};
    const std::string rest = reply.shown().substr(at + label.size() + std::string("：").size());
    return rest.substr(0, rest.find('\n'));
}

/// The tip of an author's, in a catalog of its own; `slow`: its submit takes longer than residents are let wait.
struct Tip {
    bool slow = false;
    services::Catalog catalog;

    explicit Tip(bool anonymous)
        : catalog({[this, anonymous] {
              services::Service tip = services::anonymous_tip();
              tip.anonymous = anonymous;
              tip.submit = [this, submit = tip.submit](const services::Answers& answers, services::Context& context) {
                  if (slow) std::this_thread::sleep_for(400ms);
                  return submit(answers, context);
              };
              return tip;
          }()}) {}
};

struct Town {
    Tip tip;
    World world;
    std::vector<Sender> all = std::vector<Sender>(senders);

    Town(Pair pair, bool anonymous)
        : tip(anonymous), world(pair, {.catalog = &tip.catalog, .configure = [](gateway::Config& config) {
                                           config.app_secret = "a secret of the account";
                                           config.figures.settings.at("anonymous_tip").daily_limit = 1;
                                       }}) {}

    Reply say(const Sender& sender, const std::string& text) {
        world.advance(7s);
        return world.say(sender.openid, text);
    }

    /// To the review: every second one with two photos, every fifth one in fear.
    void write(const Sender& sender, int i) {
        say(sender, "线索举报");
        while (world.peek(sender.openid).asked.key.starts_with('@')) say(sender, "1");
        say(sender, "2");
        say(sender, "天河区某某路");
        say(sender, i % 5 == 0 ? "他有刀，救命，不要让他知道是我" : "有人天天打电话骗老人的钱");
        for (int photo = 0; photo < (i % 2 == 0 ? 2 : 0); ++photo)
            world.send_image(sender.openid, "media-" + sender.openid + "-" + std::to_string(photo));
        say(sender, i % 2 == 0 ? "完成" : "跳过");
        REQUIRE(world.peek(sender.openid).asked.key == "@review");
    }

    /// Every tenth one is answered too late, and reads it with their next message.
    void send(Sender& sender, int i) {
        const bool is_late = i % 10 == 0;
        tip.slow = is_late;
        if (is_late) world.configure([](gateway::Config& config) { config.answer_deadline = 100ms; });
        Reply reply = say(sender, "确认");
        if (is_late) {
            CHECK(reply.acknowledged());
            world.rebuild();  // when it is over
            tip.slow = false;
            world.configure([](gateway::Config& config) { config.answer_deadline = 4000ms; });
            fetch();
            kept_late = world.everything_kept();
            if (tip.catalog.all().front().anonymous) reply = say(sender, "菜单");
        }
        sender.number = told(reply, "编号");
        sender.code = told(reply, "查询密码");
    }

    void everybody_writes() {
        for (int i = 0; i < senders; ++i) {
            all[static_cast<std::size_t>(i)].openid = "oPlanted" + std::to_string(1000 + i);
            write(all[static_cast<std::size_t>(i)], i);
            send(all[static_cast<std::size_t>(i)], i);
        }
        world.rebuild();
        fetch();
    }

    /// All photos arrive.
    void fetch() {
        const std::int64_t now = services::unix_time(world.now());
        for (const db::WantedFile& wanted : world.stores().files.lease(now, now + 60, 1000)) {
            CHECK(world.stores().files.add(wanted, 0, "a picture"));
            CHECK(world.stores().files.kept(wanted, {"image/jpeg", 1280, 960}));
        }
    }

    std::vector<std::string> kept_late = {};  // while an answer waits for its reader
};

/// The words of a text that could be a name of something: eight characters or more.
std::set<std::string> names_in(const std::string& text) {
    std::set<std::string> names;
    std::string word;
    for (const char c : text + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') {
            word += c;
        } else {
            if (word.size() >= 8) names.insert(word);
            word.clear();
        }
    }
    return names;
}

/// What is kept, by the names in it; a name that many things share says nothing.
struct Joined {
    std::vector<std::string> things;
    std::vector<std::set<std::string>> names;
    std::map<std::string, std::vector<std::size_t>> with;

    explicit Joined(std::vector<std::string> kept) : things(std::move(kept)) {
        for (std::size_t i = 0; i < things.size(); ++i) {
            names.push_back(names_in(things[i]));
            for (const std::string& name : names.back()) with[name].push_back(i);
        }
    }

    /// Everything that hangs together with these, however many steps away; of the given kind.
    int reached_from(const std::vector<std::string>& known, const std::string& kind) const {
        std::set<std::string> seen(known.begin(), known.end());
        std::vector<std::string> next(known);
        std::set<std::size_t> reached;
        while (!next.empty()) {
            const auto found = with.find(next.back());
            next.pop_back();
            if (found == with.end() || found->second.size() > 20) continue;
            for (const std::size_t thing : found->second) {
                if (!reached.insert(thing).second) continue;
                for (const std::string& name : names[thing]) {
                    if (seen.insert(name).second) next.push_back(name);
                }
            }
        }
        return static_cast<int>(std::ranges::count_if(reached, [&](std::size_t thing) { return things[thing].starts_with(kind); }));
    }
};

/// All that somebody who holds the keys can work out of an openid.
std::vector<std::string> known_of(World& world, const Sender& sender) {
    const db::ChannelUser user{"W", sender.openid};
    std::vector<std::string> known{sender.openid};
    for (const auto& names : {db::subject_keys(world.stores().vault, user), db::note_keys(world.stores().vault, user)})
        known.insert(known.end(), names.begin(), names.end());
    for (int photo = 0; photo < 2; ++photo) known.push_back("media-" + sender.openid + "-" + std::to_string(photo));
    return known;
}

int joined(Town& town, const Joined& all, const std::string& kind) {
    int count = 0;
    for (const Sender& sender : town.all) count += all.reached_from(known_of(town.world, sender), kind);
    return count;
}

}  // namespace

TEST_CASE("a hundred anonymous reports, and no way from any of them to its sender") {
    on_both([](Pair pair) {
        Town town(pair, true);
        town.everybody_writes();
        CHECK(town.world.rows("records") == senders);
        CHECK(town.world.rows("files") == senders);
        CHECK(town.world.rows("alarms") > 0);
        CHECK(town.world.late() == senders / 10);
        for (const Sender& sender : town.all) {
            CHECK(sender.number.size() == 16);
            CHECK(sender.code.size() == 6);
        }
        town.world.advance(25h);
        const Joined kept(town.world.everything_kept());
        for (const char* kind : {"records", "history", "files", "alarms", "confirmations", "notes", "outbox", "kv", "drafts"}) {
            CAPTURE(kind);
            CHECK(joined(town, kept, kind) == 0);
        }
        // Nor while an answer waited for its reader, in any table.
        std::erase_if(town.kept_late, [](const std::string& thing) { return thing.starts_with("kv "); });
        const Joined tables(town.kept_late);
        for (const char* kind : {"records", "files", "alarms", "notes", "outbox"}) {
            CAPTURE(kind);
            CHECK(joined(town, tables, kind) == 0);
        }
    });
}

TEST_CASE("the same with the sender let in is found out") {
    on_both([](Pair pair) {
        Town town(pair, false);
        town.everybody_writes();
        town.world.advance(25h);
        const Joined kept(town.world.everything_kept());
        CHECK(joined(town, kept, "alarms") > 0);
        CHECK(joined(town, kept, "outbox") > 0);
        CHECK(joined(town, kept, "records") > 0);
        CHECK(joined(town, kept, "log ") > 0);
    });
}

TEST_CASE("number and code open an anonymous report to whoever has both; its limit counts senders, a day") {
    on_both([](Pair pair) {
        Town town(pair, true);
        Sender sender{.openid = "o-who-tells"};
        const Sender other{.openid = "o-who-asks"};
        town.write(sender, 1);
        town.send(sender, 1);
        const auto look = [&](const std::string& code) {
            town.say(other, "线索举报");
            town.say(other, "2");
            if (town.world.peek(other.openid).asked.key == "@consent") town.say(other, "1");
            town.say(other, sender.number);
            return town.say(other, code);
        };
        const std::string wrong = sender.code == "000000" ? "111111" : "000000";
        CHECK(look(wrong).has("编号或查询密码不正确"));
        const Reply right = town.say(other, sender.code);
        CHECK(right.has("已接收"));
        CHECK_FALSE(right.has("老人"));
        town.say(other, "取消");

        town.write(sender, 1);
        CHECK(town.say(sender, "确认").has("今天已用完"));
        town.world.advance(24h);
        town.write(sender, 1);
        CHECK(town.say(sender, "确认").has("已收到您的线索"));
    });
}
