// Every transcript of tests/dialogues, on both pairs of storage; and that there are enough of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "transcript.h"
#include "world.h"

using namespace engine_tests;

namespace {

void play_all(Pair pair) {
    if (!available(pair)) return;
    for (const Transcript& transcript : transcripts()) {
        SUBCASE(transcript.name.c_str()) {
            World world(pair);
            play(world, transcript);
        }
    }
}

}  // namespace

TEST_CASE("transcripts on SQLite and memory") { play_all(Pair::embedded); }
TEST_CASE("transcripts on MySQL and Redis") { play_all(Pair::servers); }

TEST_CASE("every service has two transcripts, and each transcript names its rule and expects something") {
    std::map<std::string, int> count;
    for (const Transcript& transcript : transcripts()) {
        CAPTURE(transcript.name);
        CHECK_MESSAGE((!transcript.service().empty() || transcript.name.starts_with("account_")),
                      "the name of a transcript begins with the id of its service, or with account_");
        ++count[transcript.service()];
        const auto has = [&](char kind, std::string_view begins) {
            return std::ranges::any_of(transcript.lines,
                                       [&](const TranscriptLine& line) { return line.kind == kind && line.text.starts_with(begins); });
        };
        CHECK_MESSAGE(has('#', "rule: "), "no `# rule:` line");
        CHECK_MESSAGE(has('@', "resident L"), "nobody says who the resident is");
        CHECK_MESSAGE(has('<', ""), "nothing is expected");
    }
    for (const auto& service : services::catalog().all())
        CHECK_MESSAGE(count[service.id] >= 2, service.id, " has fewer than two transcripts");
}
