#include "db/rekey.h"

#include <algorithm>
#include <map>
#include <optional>

#include "db/index_names.h"
#include "db/stores/consents.h"
#include "db/stores/data_sets.h"
#include "db/stores/files.h"
#include "db/stores/history.h"
#include "db/stores/marks.h"
#include "db/stores/subscriptions.h"

namespace db {
namespace {

// The columns of one row by name.
using Cells = std::map<std::string, std::optional<std::string>, std::less<>>;

const std::string& cell(const Cells& cells, std::string_view column) { return cells.find(column)->second.value(); }
bool has(const Cells& cells, std::string_view column) { return cells.find(column)->second.has_value(); }

// Writes the blind indexes of a row, from its opened values, into the row as it shall be; false when what they are made of is missing.
using MakeIndexes = bool (*)(const Vault&, const Cells& plain, Cells& next);

struct Table {
    std::string name;
    std::vector<std::string> key;        // primary key
    std::vector<std::string> sealed;     // columns of Vault::seal
    std::vector<std::string> indexes;    // columns that hold a blind index, or begin with one
    std::vector<std::string> others;     // that make_indexes reads
    std::string (*place)(const Cells&);  // the row, for Vault::seal
    MakeIndexes make_indexes = nullptr;
    std::int64_t most = 10'000;  // rows of a batch, where a row is large
};

std::string by_id(const Cells& row) { return cell(row, "id"); }
std::string by_load(const Cells& row) { return data_row(cell(row, "load_id"), cell(row, "key_index")); }

bool of_resident(const Vault& vault, const Cells& plain, Cells& next) {
    const auto remake = [&](const char* column, const char* kind, const char* source) {
        if (!has(next, column)) return true;
        if (!has(plain, source)) return false;
        next[column] = vault.index(kind, cell(plain, source));
        return true;
    };
    const bool id_no = remake("id_no_index", "id_no", "id_no");
    return remake("mobile_index", "mobile", "mobile") && id_no;
}

bool of_alias(const Vault& vault, const Cells& plain, Cells& next) {
    if (!has(plain, "user_sealed")) return false;
    next["alias_index"] = subject_keys(vault, {cell(plain, "channel"), cell(plain, "user_sealed")}).front();
    return true;
}

bool of_consent(const Vault& vault, const Cells& plain, Cells& next) {
    if (!has(plain, "user_sealed")) return false;
    const ChannelUser user = ChannelUser::from(cell(plain, "user_sealed"));
    next["subject"] = subject_keys(vault, user).front();
    return true;
}

bool of_note(const Vault& vault, const Cells& plain, Cells& next) {
    if (!has(plain, "user_sealed")) return false;
    const ChannelUser user = ChannelUser::from(cell(plain, "user_sealed"));
    next["citizen"] = note_keys(vault, user).front();
    return true;
}

// One that a record stands on has no name any more, and one of the version before is asked for by nobody.
bool of_file(const Vault& vault, const Cells& plain, Cells& next) {
    const std::string& draft = cell(plain, "draft");
    const std::string& media_id = cell(plain, "media_sealed");
    if (!draft.empty() && !media_id.empty()) next["media_index"] = media_names(vault, draft, media_id).front();
    return true;
}

// A secret caller has no index: what is there is the draft's id.
bool of_alarm(const Vault& vault, const Cells& plain, Cells& next) {
    if (!has(plain, "user_sealed")) return true;
    const ChannelUser user = ChannelUser::from(cell(plain, "user_sealed"));
    next["caller"] = note_keys(vault, user).front();
    return true;
}

bool of_appointment(const Vault& vault, const Cells& plain, Cells& next) {
    const auto remake = [&](const std::string& column, const char* kind, const char* source) {
        if (!has(next, column)) return true;
        if (!has(plain, source)) return false;
        const std::string before = cell(next, column), after = vault.index(kind, cell(plain, source));
        next[column] = after;
        // The guard of an open one begins with the index.
        if (has(next, column + "_open")) next[column + "_open"] = after + cell(next, column + "_open").substr(before.size());
        return true;
    };
    const bool person = remake("person", "id_no", "person_sealed");
    return remake("mobile", "mobile", "mobile_sealed") && person;
}

bool of_mark(const Vault& vault, const Cells& plain, Cells& next) {
    next["mark"] = mark_names(vault, cell(plain, "kind"), cell(plain, "value_sealed")).front();
    return true;
}

const std::vector<Table>& tables() {
    static const std::vector<Table> all{
        {"residents", {"id"}, {"name", "id_no", "mobile"}, {"id_no_index", "mobile_index"}, {}, by_id, of_resident},
        {"aliases",
         {"alias_index"},
         {"user_sealed"},
         {"alias_index"},
         {"channel"},
         [](const Cells& row) { return cell(row, "alias_index"); },
         of_alias},
        {"consents",
         {"subject", "service", "text_version"},
         {"user_sealed"},
         {"subject"},
         {},
         [](const Cells& row) { return consent_row(cell(row, "subject"), cell(row, "service"), cell(row, "text_version")); },
         of_consent},
        {"records", {"id"}, {"answers", "summary", "supplement"}, {}, {}, by_id},
        {"history",
         {"subject", "seq"},
         {"why"},
         {},
         {},
         [](const Cells& row) { return history_row(cell(row, "subject"), cell(row, "seq")); }},
        {"appointments",
         {"id"},
         {"person_sealed", "mobile_sealed", "password"},
         {"person", "mobile", "person_open", "mobile_open"},
         {},
         by_id,
         of_appointment},
        {"notes", {"id"}, {"answer", "user_sealed"}, {"citizen"}, {}, by_id, of_note},
        {"drafts", {"id"}, {"answers"}, {}, {}, by_id},
        {"outbox", {"id"}, {"body", "user_sealed"}, {"citizen"}, {}, by_id, of_note},
        {"subscriptions",
         {"citizen", "template_id"},
         {"user_sealed"},
         {"citizen"},
         {},
         [](const Cells& row) { return subscription_row(cell(row, "citizen"), cell(row, "template_id")); },
         of_note},
        {"files", {"id"}, {"media_sealed", "user_sealed"}, {"media_index"}, {"draft"}, by_id, of_file},
        {"file_parts",
         {"file", "seq"},
         {"body"},
         {},
         {},
         [](const Cells& row) { return file_part_row(cell(row, "file"), cell(row, "seq")); },
         nullptr,
         16},
        // Under their indexes nothing leads back: another index key takes another import.
        {"data_rows", {"load_id", "key_index"}, {"sealed"}, {}, {}, by_load},
        {"pools", {"pool"}, {"seed"}, {}, {}, [](const Cells& row) { return cell(row, "pool"); }},
        {"documents", {"id"}, {"body", "drawn"}, {}, {}, by_id, nullptr, 200},
        {"confirmations", {"record"}, {"code"}, {}, {}, [](const Cells& row) { return cell(row, "record"); }},
        {"marks", {"mark"}, {"value_sealed"}, {"mark"}, {"kind"}, [](const Cells& row) { return cell(row, "mark"); }, of_mark},
        {"alarms", {"id"}, {"user_sealed", "name", "mobile", "words", "token"}, {"caller"}, {}, by_id, of_alarm},
        {"alarm_entries", {"id"}, {"body"}, {}, {}, by_id},
        {"desk_ways_in", {"id"}, {"whose"}, {}, {}, by_id},
        {"desk_sessions", {"id"}, {"whose"}, {}, {}, by_id},
        // The chain is over what is sealed, not over how, and its own key is none of the vault's.
        {"audit", {"seq"}, {"detail"}, {}, {}, [](const Cells& row) { return cell(row, "seq"); }},
        {"audit_head", {"one"}, {"chain_key", "head"}, {}, {}, [](const Cells& row) { return cell(row, "one"); }},
    };
    return all;
}

std::vector<std::string> columns_of(const Table& table) {
    std::vector<std::string> columns = table.key;
    for (const auto* part : {&table.sealed, &table.indexes, &table.others}) columns.insert(columns.end(), part->begin(), part->end());
    return columns;
}

std::string joined_by(const std::vector<std::string>& parts, const std::string& separator) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
    return text;
}

// The rows after `last` in the order of the primary key: a > ? OR (a = ? AND (b > ? …)), with a >= ? before it for the engine to seek by.
std::vector<Cells> rows_after(Sql& sql, const Table& table, const std::optional<Cells>& last, std::int64_t batch) {
    const std::vector<std::string> columns = columns_of(table);
    std::string text = "SELECT " + joined_by(columns, ", ") + " FROM " + table.name;
    Values values;
    if (last) {
        text += " WHERE " + table.key.front() + " >= ? AND (";
        values.emplace_back(cell(*last, table.key.front()));
        std::string closing = ")";
        for (const std::string& column : table.key) {
            const bool is_last = column == table.key.back();
            text += column + " > ?" + (is_last ? "" : " OR (" + column + " = ? AND (");
            values.emplace_back(cell(*last, column));
            if (is_last) break;
            values.emplace_back(cell(*last, column));
            closing += "))";
        }
        text += closing;
    }
    values.emplace_back(batch);
    std::vector<Cells> rows;
    for (const Row& row : sql.query(text + " ORDER BY " + joined_by(table.key, ", ") + " LIMIT ?", values)) {
        Cells& cells = rows.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i) cells[columns[i]] = row.optional_text(i);
    }
    return rows;
}

struct Remade {
    Cells next;
    bool is_whole = true;  // false: an index could not be made again, since what it is made of is missing
};

// The row as it would be written now. Throws VaultError when a value does not open.
Remade remade(const Vault& vault, const Table& table, const Cells& row) {
    Cells plain = row;
    const std::string place = table.place(row);
    for (const std::string& column : table.sealed) {
        if (has(row, column)) plain[column] = vault.open(cell(row, column), table.name, column, place);
    }
    Remade result{row};
    if (table.make_indexes != nullptr) result.is_whole = table.make_indexes(vault, plain, result.next);
    const std::string new_place = table.place(result.next);
    for (const std::string& column : table.sealed) {
        if (!has(row, column) || (vault.is_current(cell(row, column)) && new_place == place)) continue;
        result.next[column] = vault.seal(cell(plain, column), table.name, column, new_place);
    }
    return result;
}

// False when somebody else has changed the row since, or stands where it would go.
bool write(Transaction& transaction, const Table& table, const Cells& before, const Cells& after) {
    std::vector<std::string> set, where;
    Values values, conditions;
    for (const auto& [column, value] : after) {
        if (value == before.at(column)) continue;
        set.push_back(column + " = ?");
        values.push_back(nullable(value));
        where.push_back(column + " = ?");
        conditions.push_back(nullable(before.at(column)));
    }
    for (const std::string& column : table.key) {
        where.push_back(column + " = ?");
        conditions.push_back(nullable(before.at(column)));
    }
    values.insert(values.end(), conditions.begin(), conditions.end());
    try {
        const std::string text = "UPDATE " + table.name + " SET " + joined_by(set, ", ") + " WHERE " + joined_by(where, " AND ");
        return transaction.execute(text, values) == 1;
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::duplicate) throw;
        return false;
    }
}

void for_each_batch(Sql& sql, const Table& table, std::int64_t batch, const std::function<void(const std::vector<Cells>&)>& work) {
    std::optional<Cells> last;
    for (;;) {
        const std::vector<Cells> rows = rows_after(sql, table, last, std::min(batch, table.most));
        if (rows.empty()) return;
        last = rows.back();
        work(rows);
    }
}

std::int64_t rekey_batch(Sql& sql, const Vault& vault, const Table& table, const std::vector<Cells>& rows) {
    std::vector<std::pair<const Cells*, Cells>> changes;
    for (const Cells& row : rows) {
        try {
            Remade result = remade(vault, table, row);
            if (result.next != row) changes.emplace_back(&row, std::move(result.next));
        } catch (const VaultError&) {
            // Changed by a stranger, or its key is gone: left as it is, and counted by those who ask what needs the old key.
        }
    }
    std::int64_t changed = 0;
    if (changes.empty()) return changed;
    constexpr int most_attempts = 15;  // of two seconds each: those who serve go first, and SQLite knows no queue
    for (int attempt = 1;; ++attempt) {
        try {
            sql.transaction([&](Transaction& transaction) {
                changed = 0;
                for (const auto& [before, after] : changes) changed += write(transaction, table, *before, after) ? 1 : 0;
            });
            return changed;
        } catch (const SqlError& error) {
            if (error.kind() != SqlError::Kind::retry || attempt == most_attempts) throw;
        }
    }
}

std::int64_t count(Sql& sql, const std::string& query, const Values& values = {}) { return sql.query(query, values).at(0).integer(0); }

}  // namespace

std::vector<Rekeyed> rekey(Sql& sql, const Vault& vault, std::int64_t batch, const std::function<void(const Rekeyed&)>& after_batch) {
    std::vector<Rekeyed> result;
    for (const Table& table : tables()) {
        Rekeyed& done = result.emplace_back(Rekeyed{.table = table.name});
        for_each_batch(sql, table, batch, [&](const std::vector<Cells>& rows) {
            done.rows += static_cast<std::int64_t>(rows.size());
            done.changed += rekey_batch(sql, vault, table, rows);
            after_batch(done);
        });
    }
    return result;
}

std::vector<Needing> needing_sealing_key(Sql& sql, const std::string& key_id) {
    std::vector<Needing> result;
    const std::string prefix = key_id + ":";
    for (const Table& table : tables()) {
        for (const std::string& column : table.sealed) {
            const auto values = count(sql, "SELECT COUNT(*) FROM " + table.name + " WHERE SUBSTR(" + column + ", 1, ?) = ?",
                                      {static_cast<std::int64_t>(prefix.size()), prefix});
            if (values > 0) result.push_back({table.name + "." + column, values});
        }
    }
    return result;
}

std::vector<Needing> needing_older_index_key(Sql& sql, const Vault& vault, const std::string& today) {
    std::vector<Needing> result;
    const auto add = [&](const std::string& what, std::int64_t values) {
        if (values > 0) result.push_back({what, values});
    };
    for (const Table& table : tables()) {
        if (table.make_indexes == nullptr) continue;
        std::int64_t behind = 0, sourceless = 0, unreadable = 0;
        for_each_batch(sql, table, 500, [&](const std::vector<Cells>& rows) {
            for (const Cells& row : rows) {
                try {
                    const Remade result_of = remade(vault, table, row);
                    bool same = true;
                    for (const std::string& column : table.indexes) same = same && result_of.next.at(column) == row.at(column);
                    if (!same) {
                        ++behind;
                    } else if (!result_of.is_whole) {
                        ++sourceless;
                    }
                } catch (const VaultError&) {
                    ++unreadable;
                }
            }
        });
        add(table.name + ": rows under an older key", behind);
        add(table.name + ": rows of an older version, which kept nothing to make their index of", sourceless);
        add(table.name + ": rows that do not open", unreadable);
    }
    for (const Row& row :
         sql.query("SELECT data_set FROM data_loads WHERE state = 'whole' AND index_key <> ? ORDER BY data_set", {vault.index_key()}))
        add("data set " + row.text(0) + ": import it again", 1);
    add("appointments: open ones whose query password an older version derived from the index key",
        count(sql, "SELECT COUNT(*) FROM appointments WHERE password IS NULL AND state = 'open' AND slot_day >= ?", {today}));
    return result;
}

}  // namespace db
