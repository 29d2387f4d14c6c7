#include "services/form/clocks.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace services {
namespace {

using db::Unit;
using std::chrono::days;
using std::chrono::seconds;

bool counts_days(Unit unit) { return unit == Unit::days || unit == Unit::working_days; }

std::int64_t counted(const db::Tick& tick, const Settings& settings) {
    const std::int64_t units = settings.integer(tick.parameter);
    if (counts_days(tick.unit)) return units;
    return units * (tick.unit == Unit::hours ? 3600 : 60);
}

db::Clock started(const db::Tick& tick, const Settings& settings, Instant now) {
    return {std::string(tick.parameter), unix_time(now), counted(tick, settings)};
}

const db::Tick* tick_of(const db::State* state, const std::string& parameter) {
    if (state == nullptr) return nullptr;
    const auto found = std::ranges::find(state->ticks, std::string_view(parameter), &db::Tick::parameter);
    return found == state->ticks.end() ? nullptr : &*found;
}

/// The tick that runs. A version that kept no clocks had states with one tick at most.
const db::Tick* running(const db::Record& record, const db::State* state) {
    if (record.clock.is_there()) return tick_of(state, record.clock.parameter);
    return state == nullptr || state->ticks.empty() || record.due_at == 0 ? nullptr : &state->ticks.front();
}

Due due_of(const db::Record& record, const db::Tick& tick, const Calendar& calendar) {
    return record.clock.from == 0 ? Due{instant_at(record.due_at)} : end_of(record.clock, tick.unit, calendar);
}

std::int64_t left_of(const Due& due, Unit unit, const Calendar& calendar, Instant now) {
    if (!counts_days(unit)) return std::max<std::int64_t>(0, unix_time(due.at) - unix_time(now));
    std::int64_t left = 0;
    for (Date day = date_of(now) + days{1}; day <= date_of(due.at); day += days{1}) {
        if (unit == Unit::days || calendar.is_working_day(day)) ++left;
    }
    return left;
}

/// The clock of `ticks` that ends first, of those that end after `after`.
db::Clock first_of(const std::vector<std::pair<db::Clock, Unit>>& clocks, std::optional<Instant> after, const Calendar& calendar) {
    const std::pair<db::Clock, Unit>* first = nullptr;
    const auto end = [&](const auto& each) { return end_of(each.first, each.second, calendar).at; };
    for (const auto& each : clocks) {
        if (after && end(each) <= *after) continue;
        if (first == nullptr || end(each) < end(*first)) first = &each;
    }
    return first == nullptr ? db::Clock{} : first->first;
}

std::int64_t due_at_of(const db::Clock& clock, const db::State& state, const Calendar& calendar) {
    const db::Tick* tick = tick_of(&state, clock.parameter);
    return tick == nullptr ? 0 : unix_time(end_of(clock, tick->unit, calendar).at);
}

/// The state's next clock after the one that has rung; the last one stays, so that it is still seen for how long it is over, and rings no
/// more.
void ring(db::Record& record, const db::State& state, const Settings& settings, const Calendar& calendar) {
    const db::Tick* rung = running(record, &state);
    if (rung == nullptr) return;
    const std::int64_t from = record.clock.from == 0 ? record.updated_at : record.clock.from;
    std::vector<std::pair<db::Clock, Unit>> all;
    for (const db::Tick& tick : state.ticks) all.emplace_back(started(tick, settings, instant_at(from)), tick.unit);
    const db::Clock next = first_of(all, due_of(record, *rung, calendar).at, calendar);
    if (next.is_there()) record.clock = next;
    record.due_at = next.is_there() ? due_at_of(next, state, calendar) : 0;
}

/// What `state` does with one of its ticks when it is entered.
db::Clock entered(const db::Tick& tick, const db::Record& before, const Settings& settings, Instant now) {
    if (tick.parameter == before.paused.parameter) return {before.paused.parameter, unix_time(now), before.paused.count};
    if (tick.parameter == before.clock.parameter && before.clock.from != 0) return before.clock;
    return started(tick, settings, now);
}

}  // namespace

Due end_of(const db::Clock& clock, Unit unit, const Calendar& calendar) {
    const Instant from = instant_at(clock.from);
    if (!counts_days(unit)) return {from + seconds{clock.count}};
    Date last = date_of(from);
    if (unit == Unit::days) {
        last += days{clock.count};
    } else if (clock.count > 0) {
        last = calendar.working_day(last, static_cast<int>(clock.count));
    } else if (!calendar.is_working_day(last)) {
        last = calendar.working_day(last, 1);
    }
    return {instant_of(last + days{1}, Minutes{0}) - seconds{1}, unit == Unit::working_days && last > calendar.loaded_until};
}

std::optional<Due> due_of(const db::Record& record, const db::Lifecycle& life, const Calendar& calendar) {
    const db::Tick* tick = running(record, life.state(record.state));
    return tick == nullptr ? std::nullopt : std::optional(due_of(record, *tick, calendar));
}

std::string_view verb_of_clock(const db::Record& record, const db::Lifecycle& life) {
    const db::Tick* tick = running(record, life.state(record.state));
    return tick == nullptr ? std::string_view() : tick->verb;
}

void start_clocks(db::NewRecord& record, const db::Lifecycle& life, const Settings& settings, const Calendar& calendar, Instant now) {
    db::Record begun;
    begun.state = record.state;
    move_clocks(begun, "", false, life, settings, calendar, now);
    promise_word(begun, life, settings, calendar, now);
    record.clock = begun.clock;
    record.due_at = begun.due_at;
    record.word_at = begun.word_at;
}

void move_clocks(db::Record& record, std::string_view from, bool rang, const db::Lifecycle& life, const Settings& settings,
                 const Calendar& calendar, Instant now) {
    const db::State* state = life.state(record.state);
    if (state == nullptr) return;
    if (from == record.state) return rang ? ring(record, *state, settings, calendar) : void();
    const db::State* left = life.state(from);
    if (state->pauses && left != nullptr && !left->pauses) {
        if (const db::Tick* tick = running(record, left)) {
            record.paused = {std::string(tick->parameter), 0, left_of(due_of(record, *tick, calendar), tick->unit, calendar, now)};
        }
    }
    std::vector<std::pair<db::Clock, Unit>> all;
    for (const db::Tick& tick : state->ticks) all.emplace_back(entered(tick, record, settings, now), tick.unit);
    record.clock = first_of(all, std::nullopt, calendar);
    record.due_at = due_at_of(record.clock, *state, calendar);
    if (!state->pauses) record.paused = {};
}

void promise_word(db::Record& record, const db::Lifecycle& life, const Settings& settings, const Calendar& calendar, Instant now) {
    const db::State* state = life.state(record.state);
    const bool is_promised = state != nullptr && state->next_word.is_there();
    record.word_at = is_promised ? unix_time(end_of(started(state->next_word, settings, now), state->next_word.unit, calendar).at) : 0;
}

}  // namespace services
