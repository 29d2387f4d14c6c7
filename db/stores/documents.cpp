#include "db/stores/documents.h"

#include "wechat/bytes.h"

namespace db {

std::string Documents::put(Transaction& transaction, const std::string& record, const std::string& body, std::int64_t now) {
    const std::string id = wechat::random_hex(16);
    transaction.execute("INSERT INTO documents (id, record, body, created_at) VALUES (?, ?, ?, ?)",
                        {id, record, vault_.seal(body, "documents", "body", id), now});
    return id;
}

std::optional<Document> Documents::first(const Rows& rows) const {
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    return Document{.id = row.text(0),
                    .record = row.text(1),
                    .body = vault_.open(row.text(2), "documents", "body", row.text(0)),
                    .created_at = row.integer(3)};
}

std::optional<Document> Documents::find(const std::string& id) {
    return first(sql_.query("SELECT id, record, body, created_at FROM documents WHERE id = ?", {id}));
}

std::optional<std::string> Documents::drawn(const std::string& id) {
    const Rows rows = sql_.query("SELECT drawn FROM documents WHERE id = ? AND drawn IS NOT NULL", {id});
    if (rows.empty()) return std::nullopt;
    try {
        return vault_.open(rows.front().text(0), "documents", "drawn", id);
    } catch (const VaultError&) {
        return std::nullopt;
    }
}

void Documents::keep_drawn(const std::string& id, const std::string& bytes) {
    sql_.execute("UPDATE documents SET drawn = ? WHERE id = ?", {vault_.seal(bytes, "documents", "drawn", id), id});
}

std::optional<Document> Documents::find_by_record(const std::string& record) {
    return first(
        sql_.query("SELECT id, record, body, created_at FROM documents WHERE record = ? ORDER BY created_at DESC, id LIMIT 1", {record}));
}

}  // namespace db
