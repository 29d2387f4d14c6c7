// A dialogue written down by hand: what a resident types, line by line, and what must and must not be read in the answers.
//
//   # comment               `# rule: …` names the rule the transcript stands for; each transcript has at least one
//   @ 2026-11-23 10:00      sets the clock, in Guangzhou
//   @ +3m                   lets time pass: s, m, h or d
//   @ resident L2           a fresh resident at that level; L2 is the demonstration resident
//   > text                  typed by the resident
//   > [sms]                 the code just sent, typed; > [sms wrong] any other
//   > [position 23.13,113.27 label]    > [image]    > [tap KEY] a line of the account's menu
//   < fragment              the last answer has it
//   ! fragment              the last answer does not
#pragma once

#include <string>
#include <vector>

namespace engine_tests {

struct TranscriptLine {
    int number = 0;
    char kind = ' ';  // # @ > < !
    std::string text;
};

struct Transcript {
    std::string path, name;  // name: without folder and ending
    std::vector<TranscriptLine> lines;

    /// The service it is about: the longest id that the name begins with; empty when there is none such.
    std::string service() const;
};

/// All of tests/dialogues, by name. A line of no known kind fails the test that asks.
const std::vector<Transcript>& transcripts();

class World;
/// Plays it; every line that does not hold is reported with its number and the answer, and ends the play.
void play(World&, const Transcript&);

}  // namespace engine_tests
