#include "db/stores/marks.h"

#include <algorithm>

#include "db/erase.h"

namespace db {

Names mark_names(const Vault& vault, const std::string& kind, const std::string& value) { return vault.indexes("mark:" + kind, value); }

bool Marks::take(Transaction& transaction, const std::string& kind, const std::vector<std::string>& values, const std::string& record,
                 std::int64_t until, std::int64_t now) {
    std::vector<std::string> sorted = values;
    std::ranges::sort(sorted);  // everybody in the same order, or two who want the same would wait for each other
    std::vector<Names> names;
    Names all;
    for (const std::string& value : sorted) {
        names.push_back(mark_names(vault_, kind, value));
        all.insert(all.end(), names.back().begin(), names.back().end());
    }
    if (all.size() > sorted.size()) hold_names(transaction, all);
    const Rows held = transaction.query("SELECT 1 FROM marks WHERE held_until > ? AND record <> ? AND " + is_any("mark", all) + " LIMIT 1",
                                        with_names({now, record}, all));
    if (!held.empty()) return false;
    Names taken;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const std::string& mark = names[i].front();
        const bool is_new =
            transaction.insert_once("INSERT INTO marks (mark, kind, value_sealed, record, held_until) VALUES (?, ?, ?, ?, ?)",
                                    {mark, kind, vault_.seal(sorted[i], "marks", "value_sealed", mark), record, until});
        const bool is_ours =
            is_new || transaction.execute("UPDATE marks SET record = ?, held_until = ? WHERE mark = ? AND (held_until <= ? OR record = ?)",
                                          {record, until, mark, now, record}) == 1;
        if (is_new) taken.push_back(mark);
        if (is_ours) continue;
        // Somebody was quicker since we looked.
        if (!taken.empty()) transaction.execute("DELETE FROM marks WHERE " + is_any("mark", taken), with_names({}, taken));
        return false;
    }
    return true;
}

bool Marks::is_held(const std::string& kind, const std::string& value, std::int64_t now) {
    const Names names = mark_names(vault_, kind, value);
    return !sql_.query("SELECT 1 FROM marks WHERE held_until > ? AND " + is_any("mark", names) + " LIMIT 1", with_names({now}, names))
                .empty();
}

void Marks::release(Transaction& transaction, const std::string& record) {
    transaction.execute("DELETE FROM marks WHERE record = ?", {record});
}

std::int64_t Marks::sweep(std::int64_t now) { return erase_bounded(sql_, {"marks", "mark", "held_until <= ?", {now}}); }

}  // namespace db
