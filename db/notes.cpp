#include "db/notes.h"

#include "wechat/bytes.h"

namespace db {

std::string Notes::keep(const std::string& citizen, const std::string& text, std::int64_t now) {
    const std::string id = wechat::random_hex(16);
    sql_.execute("INSERT INTO notes (id, citizen, answer, kept_at) VALUES (?, ?, ?, ?)",
                 {id, vault_.index("note", citizen), vault_.seal(text, "notes", "answer", id), now});
    return id;
}

void Notes::discard(const std::string& id) { sql_.execute("DELETE FROM notes WHERE id = ?", {id}); }

std::optional<std::string> Notes::take(const std::string& citizen) {
    const std::string key = vault_.index("note", citizen);
    constexpr const char* list = "SELECT id, answer FROM notes WHERE citizen = ? ORDER BY kept_at, id";
    // Almost always there is none, and a read needs no transaction.
    if (sql_.query(list, {key}).empty()) return std::nullopt;
    std::optional<std::string> taken;
    sql_.transaction([&](Transaction& transaction) {
        taken.reset();
        for (const Row& row : transaction.query(list, {key})) {
            const std::string id = row.text(0);
            if (transaction.execute("DELETE FROM notes WHERE id = ?", {id}) != 1) continue;  // another process was first
            const std::string text = vault_.open(row.text(1), "notes", "answer", id);
            taken = taken ? *taken + "\n\n" + text : text;
        }
    });
    return taken;
}

}  // namespace db
