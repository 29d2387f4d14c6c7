#include "db/stores/history.h"

namespace db {
namespace {

void insert(Transaction& transaction, const Vault& vault, const std::string& subject, std::int64_t seq, const Change& change) {
    transaction.execute("INSERT INTO history (subject, seq, from_state, to_state, who, why, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                        {subject, seq, change.from, change.to, change.who,
                         vault.seal(change.why, "history", "why", history_row(subject, std::to_string(seq))), change.at});
}

}  // namespace

std::string history_row(const std::string& subject, const std::string& seq) { return subject + "/" + seq; }

void begin_history(Transaction& transaction, const Vault& vault, const std::string& subject, const Change& change) {
    insert(transaction, vault, subject, 1, change);
}

void append_change(Transaction& transaction, const Vault& vault, const std::string& subject, const Change& change) {
    const std::int64_t known = transaction.query("SELECT COUNT(*) FROM history WHERE subject = ?", {subject}).at(0).integer(0);
    insert(transaction, vault, subject, known + 1, change);
}

std::vector<Change> changes(Sql& sql, const Vault& vault, const std::string& subject) {
    std::vector<Change> result;
    const auto why = [&](const Row& row) {
        try {
            return vault.open(row.text(4), "history", "why", history_row(subject, row.text(0)));
        } catch (const VaultError&) {
            return std::string();
        }
    };
    for (const Row& row :
         sql.query("SELECT seq, from_state, to_state, who, why, changed_at FROM history WHERE subject = ? ORDER BY seq", {subject})) {
        result.push_back({row.text(1), row.text(2), row.text(3), why(row), row.integer(5)});
    }
    return result;
}

}  // namespace db
