// `find`: what the account makes of a message of somebody it does not know, for whoever writes words and tables.
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "db/migrate.h"
#include "gateway/channels/wechat/pipeline.h"
#include "gateway/channels/wechat/user.h"
#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "gateway/world.h"
#include "services/chat/finding.h"
#include "services/distress/recogniser.h"
#include "services/form/catalog.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

constexpr const char* stranger = "find-stranger";

struct Found {
    services::Distress distress = {};
    services::Finding finding = {};
    std::string said = {};  // the whole reply, as a chat shows it
};

/// A database of its own, gone with it: nothing is asked of the account's.
class Scratch {
  public:
    Scratch() { std::filesystem::create_directory(folder_); }
    ~Scratch() { std::filesystem::remove_all(folder_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    Config with(Config config) const {
        config.database = "sqlite:" + (folder_ / "scratch.db").string();
        config.sessions = "memory:";
        return config;
    }

  private:
    const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("police-gateway-find-" + wechat::random_hex(8));
};

Found look(const Config& config, const std::string& text) {
    const Scratch scratch;
    const auto live = std::make_shared<const Live>(std::make_shared<const Config>(scratch.with(config)));
    Storage storage(*live->config);
    db::migrate(*storage.sql);
    const ToSimplified to_simplified = open_simplifier();
    Metrics metrics;
    Departments departments(services::catalog(), metrics);
    Pipeline pipeline(
        services::catalog(), storage.stores, metrics, [live] { return live; }, [](const std::string&, const std::string&) { return false; },
        departments, [](const Distress&, services::Instant) { return false; }, to_simplified, 1);

    const services::Heard heard = heard_text(text, to_simplified);
    services::Session session;
    const db::ChannelUser user = user_of(stranger);
    const services::Screen screen =
        pipeline.converse(*live, session, heard, {.user = user, .names = db::subject_keys(storage.stores.vault, user)}, clock_now());
    return {.distress = config.figures.distress->recognise(heard.input.text),
            .finding = services::find(services::catalog(), config.figures, heard.input.text),
            .said = chat_text(screen, session, false, wechat::max_text_bytes)};
}

void put(rapidjson::PrettyWriter<rapidjson::StringBuffer>& out, std::string_view text) {
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

std::string to_json(const Found& found) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter out(buffer);
    out.StartObject();
    out.Key("emergency");
    out.Bool(static_cast<bool>(found.distress));
    out.Key("kind");
    found.distress ? put(out, services::name_of(found.distress.kind)) : void(out.Null());
    out.Key("rings");
    out.Bool(found.distress.rings);
    out.Key("services");
    out.StartArray();
    for (const services::Scored& each : found.finding.services) {
        out.StartObject();
        out.Key("id");
        put(out, each.service->id);
        out.Key("score");
        out.Double(each.score);
        out.EndObject();
    }
    out.EndArray();
    out.Key("said");
    put(out, found.said);
    out.EndObject();
    return buffer.GetString();
}

int find(const std::string& folder, const std::string& text, bool as_json) {
    const auto config = configure(folder);
    if (!config) return 1;
    const Found found = look(*config, text);
    if (as_json) {
        std::cout << to_json(found) << "\n";
        return 0;
    }
    if (found.distress)
        std::cout << services::name_of(found.distress.kind) << (found.distress.rings ? ", rings the duty desk" : ", the card only") << "\n";
    for (const services::Scored& each : found.finding.services) std::cout << each.service->id << " " << each.score << "\n";
    std::cout << "---\n" << found.said << "\n";
    return 0;
}

}  // namespace

void add_find_command(Cli& cli) {
    const auto text = std::make_shared<std::string>();
    const auto as_json = std::make_shared<bool>(false);
    CLI::App* command = cli.command(cli.app, "find", "What the account makes of a message: emergency, services, reply");
    command->add_option("text", *text, "What a resident who is new here would say")->required();
    command->add_flag("--json", *as_json, "For programs");
    cli.on(command, [text, as_json, &cli] { return find(cli.folder, *text, *as_json); });
}

}  // namespace gateway
