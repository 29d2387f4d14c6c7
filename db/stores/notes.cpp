#include "db/stores/notes.h"

#include "db/erase.h"
#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {

namespace {

constexpr const char* insert_note = "INSERT INTO notes (id, citizen, answer, kept_at, user_sealed, expires_at) VALUES (?, ?, ?, ?, ?, ?)";

// The channel goes with the user: the row has no column for it.
Values note_row(const Vault& vault, const std::string& id, const ChannelUser& whose, const std::string& text, std::int64_t now,
                std::int64_t expires_at) {
    return {id,
            note_keys(vault, whose).front(),
            vault.seal(text, "notes", "answer", id),
            now,
            vault.seal(whose.text(), "notes", "user_sealed", id),
            expires_at};
}

}  // namespace

std::string Notes::keep(Transaction& transaction, const ChannelUser& user, const std::string& text, std::int64_t now,
                        std::int64_t expires_at) {
    const std::string id = wechat::random_hex(16);
    transaction.execute(insert_note, note_row(vault_, id, user, text, now, expires_at));
    return id;
}

std::string Notes::keep(const ChannelUser& user, const std::string& text, std::int64_t now) {
    const std::string id = wechat::random_hex(16);
    sql_.execute(insert_note, note_row(vault_, id, user, text, now, never));
    return id;
}

void Notes::discard(const std::string& id) { sql_.execute("DELETE FROM notes WHERE id = ?", {id}); }

std::optional<std::string> Notes::take(const ChannelUser& user, std::int64_t now) {
    const Names names = note_keys(vault_, user);
    const std::string list = "SELECT id, answer, expires_at FROM notes WHERE " + is_any("citizen", names) + " ORDER BY kept_at, id";
    const Values values = with_names({}, names);
    // Almost always there is none, and a read needs no transaction.
    if (sql_.query(list, values).empty()) return std::nullopt;
    std::optional<std::string> taken;
    sql_.transaction([&](Transaction& transaction) {
        taken.reset();
        for (const Row& row : transaction.query(list, values)) {
            const std::string id = row.text(0);
            if (transaction.execute("DELETE FROM notes WHERE id = ?", {id}) != 1) continue;  // another process was first
            if (row.optional_integer(2).value_or(never) <= now) continue;
            try {
                const std::string text = vault_.open(row.text(1), "notes", "answer", id);
                taken = taken ? *taken + "\n\n" + text : text;
            } catch (const VaultError&) {
                continue;
            }
        }
    });
    return taken;
}

std::int64_t Notes::sweep(std::int64_t now) { return erase_bounded(sql_, {"notes", "id", "expires_at <= ?", {now}}); }

void Notes::forget(Transaction& transaction, const ChannelUser& user) {
    const Names names = note_keys(vault_, user);
    transaction.execute("DELETE FROM notes WHERE " + is_any("citizen", names), with_names({}, names));
}

}  // namespace db
