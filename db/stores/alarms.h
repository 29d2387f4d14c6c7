// Alarms for the duty desk: put down with a resident's words, rung by lease until somebody has acknowledged them.
//
// An alarm is open until it is acknowledged. What the same caller says of the same kind within ten minutes joins the open one, so that
// nobody rings the desk a hundred times.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/channel_user.h"
#include "db/leases.h"
#include "db/sql.h"
#include "db/unreadable.h"
#include "db/vault.h"

namespace db {

// Who cried for help. A sender whom an anonymous service keeps secret has a draft and nothing else.
struct Caller {
    ChannelUser from;
    std::string name, mobile;  // of the resident, where one is bound
    std::string draft;         // of the anonymous dialogue; then all others are empty
};

// Times are unix seconds.
struct Cry {
    Caller caller;
    std::string kind;   // services::name_of a kind, at most 32 bytes
    std::string words;  // as typed
    std::string push;   // at most 64 bytes: the message; the same push again changes nothing
};

// Whether this could be the number of an alarm: eight digits.
bool is_alarm_number(std::string_view text);

// What may be known of an alarm without its caller.
struct AlarmState {
    std::string id;  // its number, as people say it
    std::string kind;
    std::int64_t raised_at = 0;
    std::int64_t latest_at = 0;        // of the words that are kept
    std::int64_t rings = 0;            // begun
    std::int64_t ringing_since = 0;    // the last one
    std::int64_t escalated_at = 0;     // 0: not yet
    std::int64_t acknowledged_at = 0;  // 0: open
    std::string acknowledged_by;
    std::int64_t closed_at = 0;  // 0: what the caller says joins it
    std::string closed_by;
};

struct Alarm {
    AlarmState state;
    Caller caller;  // without draft
    std::string words;
    std::string token;  // unguessable: whoever knows it may acknowledge
};

// One open alarm in the hands of one bell.
struct LeasedAlarm {
    Lease lease;  // attempts: at this ring that were not taken
    Alarm alarm;
    bool is_posted = false, is_texted = false;  // this ring, by webhook and by SMS
};

// What came of an attempt to ring.
struct Rung {
    std::int64_t ring = 0, since = 0;
    bool is_posted = false, is_texted = false;
    bool is_escalated = false;
    std::int64_t due_at = 0;  // when it is to be looked at again
};

struct AlarmCounts {
    std::int64_t open = 0;
    std::int64_t oldest = 0;  // unix seconds; 0: none is open
};

// Any number of threads and processes. Throws SqlError, VaultError.
class Alarms {
  public:
    static constexpr std::int64_t joins_within = 600;   // seconds since the words before
    static constexpr std::int64_t life = 180 * 86'400;  // seconds that an acknowledged one is kept

    Alarms(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // raised: a new alarm, due at once. joined: an open one has the words now. known: the same push was here before.
    enum class Came { raised, joined, known };
    struct Raised {
        std::string id;
        Came came = Came::raised;
    };
    Raised raise(Transaction&, const Cry&, std::int64_t now);

    // At most `limit` open alarms that are due, for the caller alone until `until`. Here and in find(): of an alarm a value that does not
    // open is empty, the others are there, and it is told to `unreadable`; it is rung all the same.
    std::vector<LeasedAlarm> lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable = {});
    // False when it was acknowledged meanwhile, or the lease was lost; nothing is changed then.
    bool rung(Transaction&, const LeasedAlarm&, const Rung&, std::int64_t now);

    enum class Acknowledged { now, before, unknown };
    Acknowledged acknowledge(Transaction&, const std::string& id, const std::string& by, std::int64_t now);

    // From now on it is `to`'s; with "" it is the desk's, open again, and rings at once. False when there is none such, or it is closed.
    bool hand_over(Transaction&, const std::string& id, const std::string& to, std::int64_t now);

    // Whether one of that kind, with words since then, is not closed.
    bool has_open(const Caller&, const std::string& kind, std::int64_t since);

    std::optional<Alarm> find(const std::string& id);
    // Open ones first, then the newest; without words and callers.
    std::vector<AlarmState> list(int limit);
    AlarmCounts counts();
    // Deletes what was acknowledged before `before`; returns how many.
    std::int64_t sweep(std::int64_t before);

  private:
    Alarm read(const Row& row, const Unreadable& unreadable) const;

    Sql& sql_;
    const Vault& vault_;
};

// Under what an open alarm of a caller is found, for Vault::indexes; the one to write under first.
std::vector<std::string> caller_names(const Vault& vault, const Caller& caller);

}  // namespace db
