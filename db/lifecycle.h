// What may become of something that is kept, as rows of a table: its states, who may move it from which to which, and the clocks that run.
// Records, orders and broadcasts are all held to one of these.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace db {

/// Who moves.
enum class By { resident, other_party, officer, lead, approver, payment, department, clock };
std::string_view name_of(By);  // as history keeps it: "resident", "other_party" …

enum class Unit { minutes, hours, days, working_days };

/// A clock that runs in a state. When it has run out, `verb` is what the clock does.
struct Tick {
    std::string_view parameter = {};  // of the service: how many units
    Unit unit = Unit::working_days;
    std::string_view verb = {};  // a move of By::clock

    bool is_there() const { return !parameter.empty(); }
};

struct State {
    std::string_view id = {};     // as stored
    std::string_view shown = {};  // as residents read it
    std::vector<Tick> ticks = {};
    Tick next_word = {};  // by when the resident hears again; no verb
    bool pauses = false;  // the clocks of the state before stand still, and go on when it is left
};

struct Move {
    std::string_view verb = {};
    std::vector<std::string_view> from = {};
    std::string_view to = {};
    By by = By::resident;
    bool second_person = false;  // released by somebody else than who asked for it
};

/// Built once, const, and alive as long as the process.
struct Lifecycle {
    std::string_view begins = {};
    std::vector<State> states = {};
    std::vector<Move> moves = {};

    const State* state(std::string_view id) const;                                // null: none such
    const Move* move(std::string_view verb, std::string_view from, By by) const;  // null: not from there, not by them
    bool may_become(std::string_view from, std::string_view to) const;            // by anybody
    bool is_final(std::string_view state) const;                                  // nothing leads on
};

/// What is wrong with the table, a sentence each, none when it is sound: a state that nothing leads to, a move from or to no state, one
/// verb twice for the same person from the same state, a clock whose verb is no move of By::clock from that state.
std::vector<std::string> faults(const Lifecycle&);

}  // namespace db
