// Bookable slots, ten-minute holds and appointments, never oversold.
//
// At all times, for each slot: used = holds not yet swept + open appointments, and a place is taken only by a conditional update
// used < capacity. Capacity belongs to the configuration: the caller gives it each time, 0 for a closed slot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/stores/history.h"
#include "db/vault.h"

namespace db {

struct Slot {
    std::string site, group;  // group: businesses that share the same windows
    std::string day;          // YYYY-MM-DD in Asia/Shanghai
    std::string start;        // HH:MM

    friend bool operator==(const Slot&, const Slot&) = default;
};

struct Taken {
    std::string day, start;
    std::int64_t used = 0;  // active holds and open appointments; free = capacity - used
};

struct HoldRequest {
    Slot slot;
    std::int64_t capacity = 0;
    std::string holder;  // resident id
    std::string service;
    std::string draft;
    std::int64_t now = 0, until = 0;  // unix seconds
};

struct Booking {
    Slot slot;
    std::int64_t capacity = 0;
    std::string resident;
    std::string person;  // the applicant's normalised ID number, or what stands for it
    std::string mobile;  // normalised, or empty: not guarded
    std::string service, business;
    std::string record;  // id
    std::string draft;
    std::int64_t now = 0;
};

struct Appointment {
    std::string id;
    Slot slot;
    std::string resident, service, business, record;
    std::string state;  // open, cancelled, late_cancelled, no_show, attended
    std::int64_t created_at = 0, closed_at = 0;
    std::string password;  // six digits; empty when it was booked by a version that kept none
};

// An appointment its person did not keep: not come to, or cancelled too late.
struct Absence {
    std::int64_t at = 0;  // unix seconds
    bool late_cancel = false;
};

// The overloads that take a Transaction commit with the caller's other work; whatever they answer, they leave nothing half done in it.
// Any number of threads. Throws SqlError, VaultError.
class Appointments {
  public:
    Appointments(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // What is taken of each slot of the days from first to last that was ever used; a slot not listed is wholly free.
    std::vector<Taken> taken(const std::string& site, const std::string& group, const std::string& first, const std::string& last,
                             std::int64_t now);

    // True when the place is held until then. One hold a holder and service: a new one gives the old back, the same slot again renews
    // it; when the wanted slot is full the answer is false and the old hold stays.
    bool hold(const HoldRequest& request);
    // Until when the draft holds the slot; absent when it does not or no longer.
    std::optional<std::int64_t> held_until(const std::string& draft, const Slot& slot, std::int64_t now);
    // False when the draft held nothing.
    bool release(Transaction& transaction, const std::string& draft);
    bool release(const std::string& draft);
    // Gives back all places whose holds have expired; returns how many. Until then they count as free, and who wants the last one does it.
    std::int64_t sweep_holds(std::int64_t now);

    // already: the person or the mobile has an open appointment for the service that day.
    enum class Booked { done, full, already };
    struct Result {
        Booked booked = Booked::full;
        Appointment appointment = {};  // when done
    };
    // Turns the draft's hold of this slot into an appointment, or takes a place when the hold is gone. A hold of another slot by the
    // same draft is given back.
    Result book(Transaction& transaction, const Booking& booking);
    Result book(const Booking& booking);

    // Gives the place back; false when the resident has no such open appointment.
    bool cancel(Transaction& transaction, const std::string& id, const std::string& resident, std::int64_t now, bool late);
    bool cancel(const std::string& id, const std::string& resident, std::int64_t now, bool late);
    // Closes an open appointment as attended, no_show, or cancelled by the office (e.g. a closed site); false when it is not open. Throws
    // std::invalid_argument for another state.
    bool close(Transaction& transaction, const std::string& id, const std::string& state, const std::string& who, const std::string& why,
               std::int64_t now);

    std::optional<Appointment> find(const std::string& id);
    std::optional<Appointment> find_by_record(const std::string& record);
    // Here and below: one whose query password does not open has none, and counts all the same; find() throws.
    // Open ones first, then by day, latest first.
    std::vector<Appointment> list_by_resident(const std::string& resident, int limit = 20);
    // The open appointments of a person by ID number or (when not empty) by mobile, for the limits of policy.
    std::vector<Appointment> open_of(const std::string& person, const std::string& mobile);
    // Open ones of a day, by start: reminders, check-in, closed sites. An empty site means all.
    std::vector<Appointment> open_on(const std::string& day, const std::string& site = "");
    // By person, not by account: a new account does not shed them. Oldest first.
    std::vector<Absence> absences(const std::string& person, std::int64_t since);
    std::vector<Change> history(const std::string& id) { return changes(sql_, vault_, id); }

  private:
    std::optional<Appointment> first(const Rows& rows) const;
    std::vector<Appointment> read_all(const Rows& rows) const;
    Appointment read(const Row& row) const;
    bool hold_once(Transaction& transaction, const HoldRequest& request);

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
