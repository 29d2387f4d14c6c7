#include "db/stores/appointments.h"

#include <stdexcept>

#include "db/digits.h"
#include "db/index_names.h"
#include "db/stores/slots.h"
#include "wechat/bytes.h"

namespace db {
namespace {

std::string select_where(const std::string& condition) {
    return "SELECT id, site, business_group, slot_day, start_time, resident, service, business, record, state, created_at, closed_at, "
           "password FROM appointments WHERE " +
           condition;
}

constexpr const char* of_record = "record = ? ORDER BY created_at DESC, id LIMIT 1";

// Unique while the appointment is open, NULL afterwards.
std::string guard(const std::string& name, const Booking& booking) { return name + "|" + booking.service + "|" + booking.slot.day; }

// Whoever booked under an older key stands in the way under this one.
void bring_guards(Transaction& transaction, const Names& persons, const Names& mobiles, const Booking& booking) {
    Names all = persons;
    all.insert(all.end(), mobiles.begin(), mobiles.end());
    hold_names(transaction, all);
    const auto bring = [&](const std::string& column, const Names& names) {
        for (std::size_t i = 1; i < names.size(); ++i) {
            transaction.execute("UPDATE appointments SET " + column + " = ?, " + column + "_open = ? WHERE " + column + "_open = ?",
                                {names.front(), guard(names.front(), booking), guard(names[i], booking)});
        }
    };
    bring("person", persons);
    bring("mobile", mobiles);
}

// The state becomes another and the place goes back, in one transaction; false when it is not open (or not the resident's).
bool close_open(Transaction& transaction, const Vault& vault, const std::string& id, const std::string& resident, const Change& change) {
    std::string sql =
        "UPDATE appointments SET state = ?, closed_at = ?, person_open = NULL, mobile_open = NULL, version = version + 1 "
        "WHERE id = ? AND state = 'open'";
    Values values{change.to, change.at, id};
    if (!resident.empty()) {
        sql += " AND resident = ?";
        values.emplace_back(resident);
    }
    if (transaction.execute(sql, values) != 1) return false;
    slots.give_back(transaction, slot_values(slot_at(transaction.query(select_where("id = ?"), {id}).at(0), 1)));
    append_change(transaction, vault, id, change);
    return true;
}

Appointment without_password(const Row& row) {
    return {.id = row.text(0),
            .slot = slot_at(row, 1),
            .resident = row.text(5),
            .service = row.text(6),
            .business = row.text(7),
            .record = row.text(8),
            .state = row.text(9),
            .created_at = row.integer(10),
            .closed_at = row.integer(11),
            .password = ""};
}

}  // namespace

Appointment Appointments::read(const Row& row) const {
    Appointment appointment = without_password(row);
    if (const auto password = row.optional_text(12)) {
        appointment.password = vault_.open(*password, "appointments", "password", appointment.id);
    }
    return appointment;
}

std::vector<Appointment> Appointments::read_all(const Rows& rows) const {
    std::vector<Appointment> result;
    for (const Row& row : rows) {
        try {
            result.push_back(read(row));
        } catch (const VaultError&) {
            result.push_back(without_password(row));
        }
    }
    return result;
}

std::optional<Appointment> Appointments::first(const Rows& rows) const {
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

Appointments::Result Appointments::book(Transaction& transaction, const Booking& booking) {
    const std::string id = wechat::random_hex(16), password = random_digits(6);
    const bool has_mobile = !booking.mobile.empty();
    const Names persons = vault_.indexes("id_no", booking.person);
    const Names mobiles = has_mobile ? vault_.indexes("mobile", booking.mobile) : Names{};
    if (persons.size() > 1) bring_guards(transaction, persons, mobiles, booking);
    const auto sealed = [&](const std::string& plain, const char* column) { return vault_.seal(plain, "appointments", column, id); };
    const auto of_mobile = [&](const auto& make) { return has_mobile ? Value(make()) : Value(nullptr); };
    // The guards come first: a refused row leaves nothing behind.
    Values values{id};
    values = joined(std::move(values), slot_values(booking.slot));
    values = joined(std::move(values),
                    {booking.resident, persons.front(), of_mobile([&] { return mobiles.front(); }), booking.service, booking.business,
                     booking.record, booking.draft, guard(persons.front(), booking),
                     of_mobile([&] { return guard(mobiles.front(), booking); }), booking.now, sealed(booking.person, "person_sealed"),
                     of_mobile([&] { return sealed(booking.mobile, "mobile_sealed"); }), sealed(password, "password")});
    if (!transaction.insert_once(
            "INSERT INTO appointments (id, site, business_group, slot_day, start_time, resident, person, mobile, service, business, "
            "record, draft, person_open, mobile_open, created_at, person_sealed, mobile_sealed, password, state, closed_at, version) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 0, 1)",
            values)) {
        return {Booked::already};
    }
    // A hold still in the table still counts in `used`, even past its time: whoever deletes it owns the place.
    const bool held = transaction.execute(std::string("DELETE FROM holds WHERE draft = ? AND ") + slot_is,
                                          joined({booking.draft}, slot_values(booking.slot))) == 1;
    const Values slot = slot_values(booking.slot);
    const auto take = [&] { return slots.take(transaction, slot, booking.capacity, booking.now); };
    if (!held && !take() && !(slots.make(transaction, slot, booking.capacity) && take())) {
        transaction.execute("DELETE FROM appointments WHERE id = ?", {id});
        return {Booked::full};
    }
    if (!held) release(transaction, booking.draft);
    begin_history(transaction, vault_, id, {"", "open", "resident", "", booking.now});
    return {Booked::done,
            {.id = id,
             .slot = booking.slot,
             .resident = booking.resident,
             .service = booking.service,
             .business = booking.business,
             .record = booking.record,
             .state = "open",
             .created_at = booking.now,
             .closed_at = 0,
             .password = password}};
}

Appointments::Result Appointments::book(const Booking& booking) {
    slots.make(sql_, slot_values(booking.slot), booking.capacity);
    Result result;
    sql_.transaction([&](Transaction& transaction) { result = book(transaction, booking); });
    return result;
}

bool Appointments::cancel(Transaction& transaction, const std::string& id, const std::string& resident, std::int64_t now, bool late) {
    if (resident.empty()) return false;
    return close_open(transaction, vault_, id, resident, {"open", late ? "late_cancelled" : "cancelled", "resident", "", now});
}

bool Appointments::cancel(const std::string& id, const std::string& resident, std::int64_t now, bool late) {
    bool cancelled = false;
    sql_.transaction([&](Transaction& transaction) { cancelled = cancel(transaction, id, resident, now, late); });
    return cancelled;
}

bool Appointments::close(Transaction& transaction, const std::string& id, const std::string& state, const std::string& who,
                         const std::string& why, std::int64_t now) {
    if (state != "cancelled" && state != "attended" && state != "no_show") {
        throw std::invalid_argument("an appointment closes as cancelled, attended or no_show");
    }
    return close_open(transaction, vault_, id, "", {"open", state, who, why, now});
}

std::optional<Appointment> Appointments::find(const std::string& id) { return first(sql_.query(select_where("id = ?"), {id})); }

std::optional<Appointment> Appointments::find_by_record(Transaction& transaction, const std::string& record) {
    return first(transaction.query(select_where(of_record), {record}));
}

std::optional<Appointment> Appointments::find_by_record(const std::string& record) {
    return first(sql_.query(select_where(of_record), {record}));
}

std::vector<Appointment> Appointments::list_by_resident(const std::string& resident, int limit) {
    return read_all(
        sql_.query(select_where("resident = ? ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, slot_day DESC, start_time DESC LIMIT ?"),
                   {resident, static_cast<std::int64_t>(limit)}));
}

std::vector<Appointment> Appointments::open_of(const std::string& person, const std::string& mobile) {
    const Names persons = vault_.indexes("id_no", person), mobiles = vault_.indexes("mobile", mobile);
    const std::string with_mobile = mobile.empty() ? "" : " OR " + is_any("mobile", mobiles);
    Values values = with_names({}, persons);
    if (!mobile.empty()) values = with_names(std::move(values), mobiles);
    return read_all(sql_.query(
        select_where("state = 'open' AND (" + is_any("person", persons) + with_mobile + ") ORDER BY slot_day, start_time"), values));
}

std::vector<Appointment> Appointments::open_on(const std::string& day, const std::string& site) {
    return read_all(sql_.query(select_where("slot_day = ? AND (? = '' OR site = ?) AND state = 'open' ORDER BY start_time, site, id"),
                               {day, site, site}));
}

std::vector<Absence> Appointments::absences(const std::string& person, std::int64_t since) {
    std::vector<Absence> result;
    const Names names = vault_.indexes("id_no", person);
    for (const Row& row : sql_.query("SELECT closed_at, state FROM appointments WHERE closed_at >= ? AND state IN ('no_show', "
                                     "'late_cancelled') AND " +
                                         is_any("person", names) + " ORDER BY closed_at",
                                     with_names({since}, names))) {
        result.push_back({row.integer(0), row.text(1) == "late_cancelled"});
    }
    return result;
}

}  // namespace db
