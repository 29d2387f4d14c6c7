// What is said in an alarm once it has rung: by whoever raised it, until it is over, and by the duty desk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/stores/alarms.h"
#include "db/vault.h"

namespace db {

// Times are unix seconds.
struct AlarmEntry {
    std::string alarm;  // its number
    std::int64_t at = 0;
    std::string by = {};    // an operator's id; "": whoever raised it
    std::string kind = {};  // words, position, image, voice, video or over; of the desk: answer, handed_over or outcome
    std::string text = {};  // words; `latitude,longitude name`; what the channel calls the file; an operator's id
    std::string id = {};    // of one that is read
    bool waits = false;     // likewise: an answer that the next message takes
};

// Any number of threads and processes. Throws SqlError, VaultError.
class AlarmEntries {
  public:
    static constexpr std::int64_t silence = 30 * 60;    // seconds after which nothing joins any more
    static constexpr std::int64_t life = Alarms::life;  // seconds that an entry is kept

    AlarmEntries(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // The caller's latest alarm that has not been silent too long; absent when there is none.
    struct Latest {
        std::string id;
        bool is_closed = false;
    };
    std::optional<Latest> latest_of(const Caller&, std::int64_t now);
    // False when the alarm is closed. `push`: at most 64 bytes, the message; the same one again changes nothing.
    bool add(Transaction&, const AlarmEntry&, const std::string& push);
    // Whatever was said, oldest first.
    std::vector<AlarmEntry> list(const std::string& alarm);

    // Of the desk. An answer that `waits` is given out by take_answers, which marks it as told, and told by nobody else.
    // `once`: at most 64 bytes; false, and nothing is kept, when it was noted before.
    bool note(Transaction&, const AlarmEntry&, const std::string& once = "");
    std::int64_t answers_since(Transaction&, const std::string& alarm, std::int64_t since);
    std::vector<std::string> take_answers(const Caller&, std::int64_t now);

    // The desk is done with it. False when there is none such, or it was closed before.
    bool close(Transaction&, const std::string& alarm, const std::string& by, std::int64_t now);
    // Deletes what was said before `before`; returns how much.
    std::int64_t sweep(std::int64_t before);

  private:
    bool insert(Transaction&, const AlarmEntry&, const std::string& push);

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
