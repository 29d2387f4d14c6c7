// What is remembered between two messages of one citizen: answers, never a position in a script.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/form/spec.h"

namespace services {

/// The key of the menu that answers words which named nothing: the second time in a row more is offered.
inline constexpr std::string_view missed_once = "@missed";

/// The key of a service's card; the first of its lines begins it.
inline constexpr std::string_view card_shown = "@card";

/// The question last shown. `key` is a field's key, or one of the engine's own questions, which begin with '@'.
struct Asked {
    std::string key = {};
    std::vector<std::string> ids = {};  // the id behind each number: "2" is the second line the resident saw
    std::string rest = {};              // what did not fit into one message, for 下一页
    int repeats = 0;                    // how often it was shown again with nothing answered in between
};

struct Dialogue {
    std::string service;
    std::string draft;  // random; the record a submit makes carries it, so that it is made once
    Answers answers = {};
};

/// An alarm that has rung: what is said until it is over is for the duty desk as well.
struct AlarmTalk {
    Instant at{};            // of the last words that joined it
    std::string draft = {};  // of the anonymous form it was raised from, which alone leads to it
    bool form_waits = true;  // until the resident says 继续, nothing is an answer to the form they were in
    int asked = 0;           // which question for stopping a payment was asked last, from 1; 0: none is open
};

struct Session {
    std::optional<Dialogue> current;
    std::optional<Dialogue> under;  // suspended while identity is checked or something is looked up
    std::optional<Dialogue> done;   // what came to its end last and left a record, or was about one; its only answer says which
    Asked asked;
    Instant at{};  // when the resident last wrote
    std::optional<AlarmTalk> alarm = {};
    Instant with_person{};  // when a message was last handed to a person; Instant{}: nobody is there
};

std::string encode(const Session&);
/// Absent when the bytes are not a session this version understands.
std::optional<Session> decode_session(std::string_view);

}  // namespace services
