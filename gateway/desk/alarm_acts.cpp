#include "gateway/desk/alarm_acts.h"

#include "services/form/answers.h"

namespace gateway {
namespace {

constexpr std::int64_t of_use_for = 86'400;  // seconds
constexpr std::int64_t gap = 10;             // seconds within which answers might overtake each other
constexpr std::int64_t lasts = 86'400;       // seconds that violence is reckoned with after its last words

}  // namespace

bool may_be_overlooked(db::Stores& stores, const db::Alarm& alarm, services::Instant now) {
    return alarm.state.kind == "violence" || stores.alarms.has_open(alarm.caller, "violence", services::unix_time(now) - lasts);
}

Answered answer_alarm(db::Stores& stores, db::Transaction& transaction, const db::Alarm& alarm, const DeskAnswer& answer,
                      services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    const std::string signed_text = "值班民警：" + answer.text;
    const bool is_secret = alarm.caller.from.empty();
    const bool waits = is_secret || (!answer.may_be_received && may_be_overlooked(stores, alarm, now));
    // A second for each of the last ones: the outbox sends what is due together in any order.
    const std::int64_t due = at + stores.alarm_entries.answers_since(transaction, answer.alarm, at - gap);
    const bool is_new = stores.alarm_entries.note(
        transaction, {.alarm = answer.alarm, .at = at, .by = answer.by, .kind = "answer", .text = signed_text, .waits = waits},
        answer.once);
    if (waits) return Answered::waits;
    if (!is_new) return Answered::at_once;
    stores.outbox.put(transaction,
                      {.to = alarm.caller.from,
                       .kind = "desk_answer",
                       .body = services::to_json({{"text", signed_text}}),
                       .cause = "",
                       .subject = answer.alarm,
                       .due_at = due,
                       .expires_at = at + of_use_for},
                      at);
    return Answered::at_once;
}

bool hand_over_alarm(db::Stores& stores, db::Transaction& transaction, const std::string& alarm, const std::string& by,
                     const std::string& to, services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    if (!stores.alarms.hand_over(transaction, alarm, to, at)) return false;
    stores.alarm_entries.note(transaction, {.alarm = alarm, .at = at, .by = by, .kind = "handed_over", .text = to});
    return true;
}

bool close_alarm(db::Stores& stores, db::Transaction& transaction, const std::string& alarm, const std::string& by,
                 const std::string& outcome, services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    if (!stores.alarm_entries.close(transaction, alarm, by, at)) return false;
    stores.alarms.acknowledge(transaction, alarm, by, at);
    if (!outcome.empty()) stores.alarm_entries.note(transaction, {.alarm = alarm, .at = at, .by = by, .kind = "outcome", .text = outcome});
    return true;
}

}  // namespace gateway
