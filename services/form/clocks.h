// The clocks of a record: when one ends by the calendar, what is left of one that stands still, and what a move makes of them.
#pragma once

#include "db/lifecycle.h"
#include "db/stores/records.h"
#include "services/rules/figures.h"

namespace services {

/// When a count ends. Days end with the day, the day they began in not counted (catalogue §8.2); hours and minutes to the second.
struct Due {
    Instant at;
    bool is_provisional = false;  // 暂定: the calendar is not loaded that far, holidays may yet be announced
};
Due end_of(const db::Clock&, db::Unit, const Calendar&);

/// The clock of the record that runs, by the calendar of today, also when it has rung already; absent when none does.
std::optional<Due> due_of(const db::Record&, const db::Lifecycle&, const Calendar&);
/// What its clock does: the verb of a move; "" when none runs.
std::string_view verb_of_clock(const db::Record&, const db::Lifecycle&);

/// The clocks of a record that begins in its state now.
void start_clocks(db::NewRecord&, const db::Lifecycle&, const Settings&, const Calendar&, Instant now);
/// The record has moved `from` there to its state. A clock that both states have goes on; a state that `pauses` stops those of the state
/// before, and whoever has them again gets what was left. A clock that has rung without a move gives way to the state's next one, if any;
/// `rang` says so.
void move_clocks(db::Record&, std::string_view from, bool rang, const db::Lifecycle&, const Settings&, const Calendar&, Instant now);
/// The resident has heard now: by when again.
void promise_word(db::Record&, const db::Lifecycle&, const Settings&, const Calendar&, Instant now);

}  // namespace services
