#include "db/marks.h"

#include <algorithm>

namespace db {

Names mark_names(const Vault& vault, const std::string& kind, const std::string& value) { return vault.indexes("mark:" + kind, value); }

bool Marks::take(Transaction& transaction, const std::string& kind, const std::vector<std::string>& values, const std::string& record,
                 std::int64_t until, std::int64_t now) {
    // Held before looked at, all at once: two records that want the same two values would otherwise wait for each other.
    std::vector<Names> names;
    Names all;
    for (const std::string& value : values) {
        names.push_back(mark_names(vault_, kind, value));
        all.insert(all.end(), names.back().begin(), names.back().end());
    }
    hold_names(transaction, all);
    transaction.execute("DELETE FROM marks WHERE held_until <= ? AND " + is_any("mark", all), with_names({now}, all));
    const Rows held =
        transaction.query("SELECT 1 FROM marks WHERE record <> ? AND " + is_any("mark", all) + " LIMIT 1", with_names({record}, all));
    if (!held.empty()) return false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string& mark = names[i].front();
        transaction.insert_once("INSERT INTO marks (mark, kind, value_sealed, record, held_until) VALUES (?, ?, ?, ?, ?)",
                                {mark, kind, vault_.seal(values[i], "marks", "value_sealed", mark), record, until});
    }
    return true;
}

void Marks::release(Transaction& transaction, const std::string& record) {
    transaction.execute("DELETE FROM marks WHERE record = ?", {record});
}

}  // namespace db
