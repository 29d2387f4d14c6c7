#include "transcript.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "services/form/catalog.h"
#include "tests/source_dir.h"
#include "world.h"

namespace engine_tests {
namespace {

constexpr auto resident = "o-resident";

void set_clock(World& world, const std::string& text) {
    if (text.front() == '+') {
        const int amount = std::stoi(text.substr(1));
        const char unit = text.back();
        REQUIRE_MESSAGE(std::string("smhd").find(unit) != std::string::npos, "no unit of time: ", text);
        world.advance(std::chrono::seconds(amount * (unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : 86400)));
        return;
    }
    const auto day = services::date_from_iso(text.substr(0, 10));
    const auto time = text.size() == 16 ? services::minutes_from_clock(text.substr(11)) : std::nullopt;
    REQUIRE_MESSAGE((day && time), "no moment: ", text);
    world.set_clock(services::instant_of(*day, *time));
}

db::Record newest_record(World& world) {
    const auto rows = world.stores().sql.query("SELECT id FROM records ORDER BY created_at DESC LIMIT 1");
    REQUIRE(rows.size() == 1);
    return world.stores().records.find(rows.front().text(0)).value();
}

/// What the relay would have sent to the other party's telephone.
std::string confirmation_code(World& world) {
    const auto code = world.stores().confirmations.code_of(newest_record(world).id, world.now().time_since_epoch().count());
    REQUIRE_MESSAGE(code, "no code waits to be entered");
    return *code;
}

Reply typed(World& world, const std::string& text) {
    if (text == "[image]") return world.send_image(resident);
    if (text == "[sms]") return world.say(resident, world.sms());
    if (text == "[sms wrong]") return world.say(resident, world.sms() == "123456" ? "654321" : "123456");
    if (text == "[number]") return world.say(resident, newest_record(world).number);
    if (text == "[confirmation]") return world.say(resident, confirmation_code(world));
    if (text.starts_with("[tap ")) return world.tap(resident, text.substr(5, text.size() - 6));
    if (text.starts_with("[position ")) {
        double latitude = 0, longitude = 0;
        int used = 0;
        REQUIRE(std::sscanf(text.c_str(), "[position %lf,%lf%n", &latitude, &longitude, &used) == 2);
        const auto after = static_cast<std::size_t>(used);
        const std::string label = text.substr(after, text.size() - 1 - after);
        return world.send_position(resident, latitude, longitude, label.empty() ? label : label.substr(1));
    }
    return world.say(resident, text);
}

void set_up(World& world, const std::string& text) {
    if (!text.starts_with("resident L")) return set_clock(world, text);
    const int level = text.back() - '0';
    if (level > 0) world.bind(demonstration(resident), level);
}

}  // namespace

std::string Transcript::service() const {
    std::string longest;
    for (const auto& each : services::catalog().all()) {
        if (name.starts_with(each.id) && each.id.size() > longest.size()) longest = each.id;
    }
    return longest;
}

const std::vector<Transcript>& transcripts() {
    static const std::vector<Transcript> all = [] {
        std::vector<Transcript> found;
        for (const auto& entry : std::filesystem::directory_iterator(source_dir() + "/tests/dialogues")) {
            if (entry.path().extension() != ".txt") continue;
            Transcript one{.path = entry.path().string(), .name = entry.path().stem().string(), .lines = {}};
            std::ifstream in(entry.path());
            int number = 0;
            for (std::string line; std::getline(in, line);) {
                ++number;
                if (line.empty()) continue;
                const bool is_known = line.size() > 2 && std::string("#@><!").find(line[0]) != std::string::npos && line[1] == ' ';
                CHECK_MESSAGE(is_known, one.name, ".txt:", number, ": no line of a transcript: ", line);
                if (is_known) one.lines.push_back({number, line[0], line.substr(2)});
            }
            found.push_back(std::move(one));
        }
        std::ranges::sort(found, {}, &Transcript::name);
        return found;
    }();
    return all;
}

void play(World& world, const Transcript& transcript) {
    Reply last;
    for (const TranscriptLine& line : transcript.lines) {
        const std::string where = transcript.name + ".txt:" + std::to_string(line.number) + ": " + line.kind + " " + line.text;
        INFO(where);
        bool holds = true;
        if (line.kind == '@') set_up(world, line.text);
        if (line.kind == '>') last = typed(world, line.text);
        if (line.kind == '<') holds = last.has(line.text);
        if (line.kind == '!') holds = !last.has(line.text);
        CHECK_MESSAGE(holds, where, "\n--- the answer was\n", last.shown(), "\n---");
        if (!holds) return;
    }
    CHECK(world.failures() == 0);
}

}  // namespace engine_tests
