#include "db/stores/outbox.h"

#include "db/erase.h"
#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {
namespace {

// A lease that ran out leaves unknown whether its holder told the resident.
const Leases entries{.table = "outbox", .when_taken = "uncertain = CASE WHEN lease = '' THEN uncertain ELSE 1 END"};

constexpr const char* insert_entry =
    "INSERT INTO outbox (id, cause, subject, citizen, user_sealed, kind, body, state, due_at, expires_at, attempts, lease, uncertain, "
    "told_by, why, created_at, done_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, 0, '', 0, '', '', ?, 0)";

Values entry_row(const Vault& vault, const std::string& id, const OutboxEntry& entry, std::int64_t now) {
    return {id,
            entry.cause.empty() ? id : entry.cause,
            entry.subject,
            note_keys(vault, entry.to).front(),
            vault.seal(entry.to.text(), "outbox", "user_sealed", id),
            entry.kind,
            vault.seal(entry.body, "outbox", "body", id),
            entry.due_at,
            entry.expires_at,
            now};
}

template <class Statements>
bool finish(Statements& statements, const LeasedEntry& leased, const std::string& state, const std::string& by, const std::string& why,
            std::int64_t now) {
    return entries.finish(statements, leased.lease, "state = ?, told_by = ?, why = ?, done_at = ?, body = NULL", {state, by, why, now});
}

}  // namespace

std::string Outbox::put(Transaction& transaction, const OutboxEntry& entry, std::int64_t now) {
    const std::string id = wechat::random_hex(16);
    return transaction.insert_once(insert_entry, entry_row(vault_, id, entry, now)) ? id : "";
}

std::string Outbox::put(const OutboxEntry& entry, std::int64_t now) {
    const std::string id = wechat::random_hex(16);
    return sql_.insert_once(insert_entry, entry_row(vault_, id, entry, now)) ? id : "";
}

void Outbox::withdraw(Transaction& transaction, const std::string& subject) {
    transaction.execute("DELETE FROM outbox WHERE subject = ? AND state = 'open'", {subject});
}

void Outbox::discard(const std::string& id) { sql_.execute("DELETE FROM outbox WHERE id = ? AND state = 'open'", {id}); }

void Outbox::forget(Transaction& transaction, const ChannelUser& user) {
    const Names names = note_keys(vault_, user);
    transaction.execute("DELETE FROM outbox WHERE " + is_any("citizen", names), with_names({}, names));
}

LeasedEntry Outbox::read(const Leases::Taken& taken) const {
    const auto& [lease, row] = taken;
    return {.lease = lease,
            .entry = {.to = ChannelUser::from(vault_.open(row.text(0), "outbox", "user_sealed", lease.id)),
                      .kind = row.text(1),
                      .body = vault_.open(row.text(2), "outbox", "body", lease.id),
                      .cause = row.text(3),
                      .subject = row.text(4),
                      .due_at = row.integer(5),
                      .expires_at = row.integer(6)},
            .is_uncertain = row.integer(7) != 0 || lease.ran_out};
}

std::vector<LeasedEntry> Outbox::lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable) {
    const auto taken = entries.take(
        sql_,
        {.columns = "user_sealed, kind, body, cause, subject, due_at, expires_at, uncertain", .now = now, .until = until, .limit = limit});
    return read_each(
        taken, [this](const Leases::Taken& each) { return read(each); },
        [&](const Leases::Taken& each) {
            entries.finish(sql_, each.lease, "state = 'dead', why = 'unreadable', done_at = ?", {now});
            if (unreadable) unreadable(each.lease.id);
        });
}

bool Outbox::told(const LeasedEntry& leased, const std::string& by, std::int64_t now) { return finish(sql_, leased, "told", by, "", now); }

bool Outbox::kept(Transaction& transaction, const LeasedEntry& leased, std::int64_t now) {
    return finish(transaction, leased, "kept", "visit", "", now);
}

bool Outbox::dead(const LeasedEntry& leased, const std::string& why, std::int64_t now) {
    return finish(sql_, leased, "dead", "", why, now);
}

bool Outbox::again(const LeasedEntry& leased, std::int64_t at, const std::string& why, bool is_uncertain) {
    return entries.again(sql_, leased.lease, at, "why = ?, uncertain = ?", {why, std::int64_t{leased.is_uncertain || is_uncertain}});
}

OutboxCounts Outbox::counts(std::int64_t now) {
    const Rows due = sql_.query("SELECT MIN(due_at) FROM outbox WHERE due_at <= ?", {now});
    const Rows states = sql_.query("SELECT state, COUNT(*) FROM outbox WHERE state IN ('open', 'dead') GROUP BY state");
    OutboxCounts counts{.oldest_due = due.at(0).optional_integer(0).value_or(0)};
    for (const Row& row : states) (row.text(0) == "open" ? counts.open : counts.dead) = row.integer(1);
    return counts;
}

std::int64_t Outbox::sweep(std::int64_t before) { return erase_bounded(sql_, {"outbox", "id", "done_at > 0 AND done_at < ?", {before}}); }

}  // namespace db
