#include "db/stores/alarm_entries.h"

#include "db/erase.h"
#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr const char* table = "alarm_entries";

}  // namespace

std::optional<AlarmEntries::Latest> AlarmEntries::latest_of(const Caller& caller, std::int64_t now) {
    const Names names = caller_names(vault_, caller);
    const Rows rows = sql_.query(
        "SELECT id, closed_at FROM alarms WHERE latest_at >= ? AND " + is_any("caller", names) + " ORDER BY raised_at DESC, id LIMIT 1",
        with_names({now - silence}, names));
    if (rows.empty()) return std::nullopt;
    return Latest{.id = rows.front().text(0), .is_closed = rows.front().integer(1) != 0};
}

bool AlarmEntries::insert(Transaction& transaction, const AlarmEntry& entry, const std::string& push) {
    const std::string id = wechat::random_hex(8);
    const std::int64_t seq = transaction.query("SELECT COUNT(*) FROM alarm_entries WHERE alarm = ?", {entry.alarm}).at(0).integer(0);
    return transaction.insert_once(
        "INSERT INTO alarm_entries (id, alarm, push, seq, said_at, author, kind, body, waits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {id, entry.alarm, push.empty() ? id : push, seq, entry.at, entry.by, entry.kind, vault_.seal(entry.text, table, "body", id),
         std::int64_t{entry.waits}});
}

bool AlarmEntries::add(Transaction& transaction, const AlarmEntry& entry, const std::string& push) {
    if (transaction.execute("UPDATE alarms SET latest_at = ? WHERE id = ? AND closed_at = 0", {entry.at, entry.alarm}) == 0) {
        // MySQL counts what it changed: said within the same second it is open all the same.
        if (transaction.query("SELECT 1 FROM alarms WHERE id = ? AND closed_at = 0", {entry.alarm}).empty()) return false;
    }
    insert(transaction, entry, push);
    return true;
}

std::vector<AlarmEntry> AlarmEntries::list(const std::string& alarm) {
    std::vector<AlarmEntry> entries;
    for (const Row& row :
         sql_.query("SELECT id, said_at, author, kind, body, waits FROM alarm_entries WHERE alarm = ? ORDER BY seq, id", {alarm})) {
        AlarmEntry entry{
            .alarm = alarm, .at = row.integer(1), .by = row.text(2), .kind = row.text(3), .id = row.text(0), .waits = row.integer(5) != 0};
        try {
            entry.text = vault_.open(row.text(4), table, "body", row.text(0));
        } catch (const VaultError&) {
            entry.kind = "unreadable";  // the others must be read all the same
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

bool AlarmEntries::note(Transaction& transaction, const AlarmEntry& entry, const std::string& once) {
    return insert(transaction, entry, once);
}

std::int64_t AlarmEntries::answers_since(Transaction& transaction, const std::string& alarm, std::int64_t since) {
    return transaction.query("SELECT COUNT(*) FROM alarm_entries WHERE alarm = ? AND kind = 'answer' AND said_at > ?", {alarm, since})
        .at(0)
        .integer(0);
}

std::vector<std::string> AlarmEntries::take_answers(const Caller& caller, std::int64_t now) {
    const Names names = caller_names(vault_, caller);
    std::vector<std::string> texts;
    for (const Row& row :
         sql_.query("SELECT e.id, e.body FROM alarm_entries e JOIN alarms a ON a.id = e.alarm WHERE e.waits = 1 AND e.said_at >= ? AND " +
                        is_any("a.caller", names) + " ORDER BY e.seq, e.id",
                    with_names({now - life}, names))) {
        const std::string id = row.text(0);
        // Whoever changes the row has it.
        if (sql_.execute("UPDATE alarm_entries SET waits = 0 WHERE id = ? AND waits = 1", {id}) == 1)
            texts.push_back(vault_.open(row.text(1), table, "body", id));
    }
    return texts;
}

bool AlarmEntries::close(Transaction& transaction, const std::string& alarm, const std::string& by, std::int64_t now) {
    return transaction.execute("UPDATE alarms SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at = 0", {now, by, alarm}) == 1;
}

std::int64_t AlarmEntries::sweep(std::int64_t before) { return erase_bounded(sql_, {table, "id", "said_at < ?", {before}}); }

}  // namespace db
