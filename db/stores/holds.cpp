// The part of the appointments store that concerns holds and free places.
#include <map>

#include "db/erase.h"
#include "db/stores/appointments.h"
#include "db/stores/slots.h"

namespace db {
namespace {

// False when the draft holds the slot no more.
bool let_go(Transaction& transaction, const std::string& draft, const Slot& slot) {
    if (transaction.execute(std::string("DELETE FROM holds WHERE draft = ? AND ") + slot_is, joined({draft}, slot_values(slot))) != 1) {
        return false;
    }
    slots.give_back(transaction, slot_values(slot));
    return true;
}

}  // namespace

std::vector<Taken> Appointments::taken(const std::string& site, const std::string& group, const std::string& first, const std::string& last,
                                       std::int64_t now) {
    std::map<std::pair<std::string, std::string>, std::int64_t> used;
    const std::string days = " WHERE site = ? AND business_group = ? AND slot_day >= ? AND slot_day <= ?";
    const Values values{site, group, first, last};
    const std::string both = "SELECT slot_day, start_time, used FROM slots" + days +
                             " UNION ALL SELECT slot_day, start_time, -1 FROM holds" + days + " AND held_until <= ?";
    for (const Row& row : sql_.query(both, joined(joined(values, values), {now}))) used[{row.text(0), row.text(1)}] += row.integer(2);
    std::vector<Taken> result;
    for (const auto& [slot, count] : used) result.push_back({slot.first, slot.second, count < 0 ? 0 : count});
    return result;
}

bool Appointments::hold(const HoldRequest& request) {
    bool held = false;
    const auto once = [&] {
        sql_.transaction([&](Transaction& transaction) { held = hold_once(transaction, request); });
        return held;
    };
    // Only the first who want a slot find no row.
    return once() || (slots.make(sql_, slot_values(request.slot), request.capacity) && once());
}

bool Appointments::hold_once(Transaction& transaction, const HoldRequest& request) {
    // The holder's of this service, and what the draft holds: as a rule one, and the same.
    const Rows olds = transaction.query(
        "SELECT draft, site, business_group, slot_day, start_time, holder, service FROM holds WHERE draft = ? OR (holder = ? AND service = "
        "?)",
        {request.draft, request.holder, request.service});
    for (const Row& old : olds) {
        const bool is_same = slot_at(old, 1) == request.slot && old.text(5) == request.holder && old.text(6) == request.service;
        if (is_same && transaction.execute(std::string("UPDATE holds SET draft = ?, held_until = ? WHERE draft = ? AND ") + slot_is,
                                           joined({request.draft, request.until, old.text(0)}, slot_values(request.slot))) == 1) {
            return true;
        }
    }
    // The new place first: whoever finds the wanted slot full keeps the old one.
    if (!slots.take(transaction, slot_values(request.slot), request.capacity, request.now)) return false;
    for (const Row& old : olds) let_go(transaction, old.text(0), slot_at(old, 1));
    if (!transaction.insert_once("INSERT INTO holds (draft, holder, service, held_until, site, business_group, slot_day, start_time) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                 joined({request.draft, request.holder, request.service, request.until}, slot_values(request.slot)))) {
        // The same holder, at the same moment, from another process: seen only now. Begin again and find it.
        throw SqlError(SqlError::Kind::retry, 0, "another hold of the same holder was made at the same moment");
    }
    return true;
}

std::optional<std::int64_t> Appointments::held_until(const std::string& draft, const Slot& slot, std::int64_t now) {
    const Rows rows = sql_.query(std::string("SELECT held_until FROM holds WHERE draft = ? AND held_until > ? AND ") + slot_is,
                                 joined({draft, now}, slot_values(slot)));
    if (rows.empty()) return std::nullopt;
    return rows.front().integer(0);
}

bool Appointments::release(Transaction& transaction, const std::string& draft) {
    const Rows rows = transaction.query("SELECT site, business_group, slot_day, start_time FROM holds WHERE draft = ?", {draft});
    return !rows.empty() && let_go(transaction, draft, slot_at(rows.front(), 0));
}

std::int64_t Appointments::sweep_holds(std::int64_t now) {
    std::int64_t swept = 0;
    for (const Values& slot : slots.with_expired(sql_, now)) {
        try {
            for (std::int64_t given_back = erased_at_once; given_back == erased_at_once; swept += given_back)
                sql_.transaction([&](Transaction& transaction) { given_back = slots.sweep_expired(transaction, slot, now); });
        } catch (const std::logic_error&) {
            continue;  // a slot that counts wrong, as whoever books there finds: no reason to leave the others
        }
    }
    return swept;
}

bool Appointments::release(const std::string& draft) {
    bool released = false;
    sql_.transaction([&](Transaction& transaction) { released = release(transaction, draft); });
    return released;
}

}  // namespace db
