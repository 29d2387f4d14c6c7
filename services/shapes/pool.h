// What is given out in places, on arrival with a waiting list or by lot: an event, a summer class.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "services/form/context.h"
#include "services/form/spec.h"

namespace services {

/// As it is now: key and end of entries stay, the numbers may change while people are in it.
struct Pool {
    std::string key;  // "event:20261201-open-day"; at most 64 characters
    std::int64_t capacity = 0, most_waiting = 0;
    std::optional<Instant> drawn_at = {};  // by lot, among those who entered before; absent: first come, first served
};

/// How the records of a service stand in pools: one a resident and pool (a service that counts people by ID number holds a mark besides,
/// db/stores/marks.h). A record begins as entered, and whoever gets a place or a number
/// is moved by one of these verbs of its lifecycle (By::clock), told of it as of any other move.
struct Pooled {
    std::function<std::optional<Pool>(const Answers&, const Context&)> of;  // the pool a form or a record is about; absent: there is none
    std::string_view gets = "place", waits = "queue";
};

/// Makes the record, and has it placed, numbered or entered in the same transaction; the resident sees which.
Submit sign_up(Pooled);
/// What an act that ends a record does besides: the place or number goes back and whoever is next has it, in the same transaction.
decltype(Act::effect) give_back(Pooled);
/// State, place in the list, and of a lot what it can be checked by.
decltype(Service::shows) show_place(Pooled);

/// What jobs do, of the service of the context: moves up into the places of holds that ran out and of a capacity that has grown. Returns
/// how many.
int move_up(const Pooled&, const Pool&, const Context&);
/// Draws the lots once it is time, and says so; goes on where another ended. False before, and of a pool without lots.
bool draw_lots(const Pooled&, const Pool&, const Context&);

}  // namespace services
