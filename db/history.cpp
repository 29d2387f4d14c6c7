#include "db/history.h"

namespace db {
namespace {

std::string row_of(const std::string& subject, std::int64_t seq) { return subject + "/" + std::to_string(seq); }

}  // namespace

void append_change(Transaction& transaction, const Vault& vault, const std::string& subject, const Change& change) {
    const std::int64_t seq = transaction.query("SELECT COUNT(*) FROM history WHERE subject = ?", {subject}).at(0).integer(0) + 1;
    transaction.execute(
        "INSERT INTO history (subject, seq, from_state, to_state, who, why, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        {subject, seq, change.from, change.to, change.who, vault.seal(change.why, "history", "why", row_of(subject, seq)), change.at});
}

std::vector<Change> changes(Sql& sql, const Vault& vault, const std::string& subject) {
    std::vector<Change> result;
    for (const Row& row :
         sql.query("SELECT seq, from_state, to_state, who, why, changed_at FROM history WHERE subject = ? ORDER BY seq", {subject})) {
        result.push_back({row.text(1), row.text(2), row.text(3), vault.open(row.text(4), "history", "why", row_of(subject, row.integer(0))),
                          row.integer(5)});
    }
    return result;
}

}  // namespace db
