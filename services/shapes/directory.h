// Look-ups of places by district, word or position: what a directory lists and says, as a value.
#pragma once

#include <string>
#include <vector>

#include "services/form/spec.h"

namespace services {

struct Directory {
    struct Kind {
        std::string id;          // as Office::kind
        std::string label = {};  // what residents narrow a list of several kinds to, 自助机; "": to this one they cannot
    };
    /// What can be booked at a place that receives the service.
    struct Booking {
        std::string label, service;
    };

    std::vector<Kind> kinds;
    std::string called;                  // all of them together: 派出所或窗口
    std::string advice;                  // whom to call, below every place and where none is found
    std::vector<Booking> bookings = {};  // offered with one place
    std::vector<Offer> offers = {};      // offered with one place, after the bookings
};

/// The question where; `ask` says what can be typed. What is skipped is the whole city.
Field where(std::string ask);
/// Which kind alone is listed: never asked, an offer of the list answers it.
Field only(const Directory&);

/// Answers with one place in full, or the first few of several, by distance where a position was given. Reads `place` and `only`.
Submit look_up(Directory);

}  // namespace services
