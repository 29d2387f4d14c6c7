// Who is signed in at the duty desk's pages, and ways in that were offered and not yet taken.
//
// A browser holds something random; here stands its SHA-256, and whose it is, sealed to it: whoever has the database alone becomes nobody.
// In the database, since what ends a session must outlive the session store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

// Times are unix seconds.
struct DeskSession {
    std::string officer;  // an operator's id
    std::int64_t begun_at = 0;
    std::string shown;  // numbers of the alarms that were shown, the last 25, with a space behind each

    bool has_shown(const std::string& alarm) const { return shown.find(alarm + " ") != std::string::npos; }
};

// Any number of threads and processes. Throws SqlError; VaultError when a row was changed.
class DeskSessions {
  public:
    static constexpr std::int64_t idle = 30 * 60;        // seconds after which a session that does nothing is over
    static constexpr std::int64_t life = 8 * 3600;       // seconds of any session: a shift
    static constexpr std::int64_t way_in_life = 600;     // seconds within which an offer is to be taken
    static constexpr std::int64_t looks_back = 15 * 60;  // seconds that recent() counts
    static constexpr std::int64_t most_tries = 5;        // of one code

    DeskSessions(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    struct WayIn {
        std::string officer;       // "": nobody's, so that who asks cannot tell
        std::string code = {};     // "": a link, which needs none
        std::string address = {};  // who asked for it; "": the officer's own command
    };
    // What is to be shown when it is taken: 128 random bits, hexadecimal.
    std::string offer(Transaction&, const WayIn&, std::int64_t now);
    // Whose it is, when it is still good and the code is right; once. A wrong code is a try.
    std::optional<std::string> take(const std::string& secret, const std::string& code, std::int64_t now);

    struct Recent {
        std::int64_t of_officer = 0, of_address = 0, of_both = 0;  // offers
        std::int64_t failures = 0;                                 // wrong codes from that address
    };
    Recent recent(const std::string& officer, const std::string& address, std::int64_t now);

    // What the browser is to hold: 256 random bits, hexadecimal.
    std::string begin(Transaction&, const std::string& officer, std::int64_t now);
    std::optional<DeskSession> find(const std::string& secret, std::int64_t now);
    // It does something; `shown` as above.
    void used(Transaction&, const std::string& secret, const std::string& shown, std::int64_t now);
    void end(const std::string& secret);

    // Deletes what is over; returns how much.
    std::int64_t sweep(std::int64_t now);

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
