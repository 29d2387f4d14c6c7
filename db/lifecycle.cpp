#include "db/lifecycle.h"

#include <algorithm>
#include <set>

namespace db {

std::string_view name_of(By by) {
    using enum By;
    switch (by) {
        case resident:
            return "resident";
        case other_party:
            return "other_party";
        case officer:
            return "officer";
        case lead:
            return "lead";
        case approver:
            return "approver";
        case payment:
            return "payment";
        case department:
            return "department";
        case clock:
            return "deadline";  // what history has said since the first of them
    }
    return "";
}

const State* Lifecycle::state(std::string_view id) const {
    const auto found = std::ranges::find(states, id, &State::id);
    return found == states.end() ? nullptr : &*found;
}

const Move* Lifecycle::move(std::string_view verb, std::string_view from, By by) const {
    const auto found = std::ranges::find_if(moves, [&](const Move& each) {
        return each.verb == verb && each.by == by && std::ranges::find(each.from, from) != each.from.end();
    });
    return found == moves.end() ? nullptr : &*found;
}

bool Lifecycle::may_become(std::string_view from, std::string_view to) const {
    return std::ranges::any_of(moves,
                               [&](const Move& each) { return each.to == to && std::ranges::find(each.from, from) != each.from.end(); });
}

bool Lifecycle::is_final(std::string_view state) const {
    return std::ranges::none_of(moves, [&](const Move& each) { return std::ranges::find(each.from, state) != each.from.end(); });
}

std::vector<std::string> faults(const Lifecycle& life) {
    std::vector<std::string> found;
    const auto quoted = [](std::string_view text) { return "\"" + std::string(text) + "\""; };
    std::set<std::string_view> reached{life.begins};
    if (life.state(life.begins) == nullptr) found.push_back("it begins in " + quoted(life.begins) + ", which is no state");
    for (const Move& move : life.moves) {
        if (life.state(move.to) == nullptr) found.push_back(quoted(move.verb) + " leads to " + quoted(move.to) + ", which is no state");
        for (const std::string_view from : move.from) {
            if (life.state(from) == nullptr) found.push_back(quoted(move.verb) + " begins in " + quoted(from) + ", which is no state");
            if (life.move(move.verb, from, move.by) != &move) found.push_back(quoted(move.verb) + " stands twice from " + quoted(from));
        }
    }
    for (bool grows = true; grows;) {
        grows = false;
        for (const Move& move : life.moves) {
            const bool is_open = std::ranges::any_of(move.from, [&](std::string_view from) { return reached.contains(from); });
            if (is_open) grows = reached.insert(move.to).second || grows;
        }
    }
    for (const State& state : life.states) {
        if (!reached.contains(state.id)) found.push_back("nothing leads to " + quoted(state.id));
        for (const Tick& tick : state.ticks) {
            if (!tick.is_there()) found.push_back("a clock of " + quoted(state.id) + " has no parameter");
            if (life.move(tick.verb, state.id, By::clock) == nullptr)
                found.push_back("the clock of " + quoted(state.id) + " ends in " + quoted(tick.verb) + ", which it may not do");
        }
    }
    return found;
}

}  // namespace db
