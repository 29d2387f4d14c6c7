#include "db/stores/drafts.h"

#include "db/erase.h"

namespace db {

bool Drafts::save(const Draft& draft, std::int64_t now) {
    const std::string answers = vault_.seal(draft.answers, "drafts", "answers", draft.id);
    bool saved = false;
    sql_.transaction([&](Transaction& transaction) {
        // An expired draft under the same id is nobody's any more.
        transaction.execute("DELETE FROM drafts WHERE id = ? AND expires_at <= ?", {draft.id, now});
        saved = transaction.execute(
                    "UPDATE drafts SET answers = ?, expires_at = ?, version = version + 1 WHERE id = ? AND owner = ? AND service = ?",
                    {answers, draft.expires_at, draft.id, draft.owner, draft.service}) == 1 ||
                transaction.insert_once("INSERT INTO drafts (id, owner, service, answers, expires_at, version) VALUES (?, ?, ?, ?, ?, 1)",
                                        {draft.id, draft.owner, draft.service, answers, draft.expires_at});
    });
    return saved;
}

std::optional<Draft> Drafts::find(const std::string& id, std::int64_t now) {
    const Rows rows = sql_.query("SELECT id, owner, service, answers, expires_at FROM drafts WHERE id = ? AND expires_at > ?", {id, now});
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    return Draft{row.text(0), row.text(1), row.text(2), vault_.open(row.text(3), "drafts", "answers", row.text(0)), row.integer(4)};
}

bool Drafts::erase(Transaction& transaction, const std::string& id) {
    return transaction.execute("DELETE FROM drafts WHERE id = ?", {id}) == 1;
}

std::int64_t Drafts::sweep(std::int64_t now) { return erase_bounded(sql_, {"drafts", "id", "expires_at <= ?", {now}}); }

}  // namespace db
