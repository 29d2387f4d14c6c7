#include "db/stores/population.h"

#include <algorithm>
#include <stdexcept>

#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr std::size_t batch_rows = 250;  // six values a row, far below SQLite's 32,766 and MySQL's 65,535

std::string insert_rows(std::size_t rows) {
    std::string sql = "INSERT INTO population (data_set, id_index, name_index, sex, birth_year, area) VALUES ";
    for (std::size_t row = 0; row < rows; ++row) sql += row == 0 ? "(?, ?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?, ?)";
    return sql;
}

constexpr const char* set_in_force = "(SELECT data_set FROM population_in_force WHERE one = 1)";

// The import's row in population_sets goes with the set itself, so that an import whose rows another one erased notices.
void add_people(Transaction& transaction, const std::string& set, std::int64_t people) {
    if (transaction.execute("UPDATE population_sets SET people = people + ? WHERE data_set = ?", {people, set}) != 1) {
        throw std::runtime_error("the population import was ended by another one that finished");
    }
}

}  // namespace

Population::Import Population::import_set() {
    std::string set = wechat::random_hex(4);
    sql_.execute("INSERT INTO population_sets (data_set, people) VALUES (?, 0)", {set});
    return {sql_, vault_, std::move(set)};
}

std::int64_t Population::Import::add(const std::vector<Person>& people) {
    std::int64_t stored = 0;
    const auto values_of = [&](const Person& person) {
        return Values{set_,
                      vault_.index_under(index_key_, "id_no", person.id_no),
                      vault_.index_under(index_key_, "name", person.name),
                      std::string(1, person.sex),
                      static_cast<std::int64_t>(person.birth_year),
                      person.area};
    };
    // Several batches share one commit: the commit is what takes the time.
    constexpr std::size_t commit_rows = 20 * batch_rows;
    for (std::size_t start = 0; start < people.size(); start += commit_rows) {
        const std::size_t end = std::min(people.size(), start + commit_rows);
        std::int64_t stored_here = 0;
        sql_.transaction([&](Transaction& transaction) {
            stored_here = 0;
            for (std::size_t at = start; at < end; at += batch_rows) {
                const std::size_t last = std::min(end, at + batch_rows);
                Values values;
                values.reserve((last - at) * 6);
                for (std::size_t row = at; row < last; ++row) {
                    for (Value& value : values_of(people[row])) values.push_back(std::move(value));
                }
                try {
                    stored_here += transaction.execute(insert_rows(last - at), values);
                } catch (const SqlError& error) {
                    // Some ID number of the batch was met before: row by row shows which.
                    if (error.kind() != SqlError::Kind::duplicate) throw;
                    for (std::size_t row = at; row < last; ++row) {
                        stored_here += transaction.insert_once(insert_rows(1), values_of(people[row])) ? 1 : 0;
                    }
                }
            }
            add_people(transaction, set_, stored_here);
        });
        stored += stored_here;
    }
    return stored;
}

void Population::Import::finish(const std::string& data_date, std::int64_t now) {
    sql_.transaction([&](Transaction& transaction) {
        add_people(transaction, set_, 0);
        const std::int64_t people = transaction.query("SELECT people FROM population_sets WHERE data_set = ?", {set_}).at(0).integer(0);
        transaction.execute("DELETE FROM population_sets WHERE data_set <> ?", {set_});
        transaction.execute("DELETE FROM population_in_force", {});
        transaction.execute(
            "INSERT INTO population_in_force (one, data_set, people, data_date, loaded_at, index_key) VALUES (1, ?, ?, ?, ?, ?)",
            {set_, people, data_date, now, index_key_});
    });
    // The old set and the rests of failed imports, in steps short enough for the other writers and the timeout.
    constexpr std::int64_t step = 5000;
    while (true) {
        const Rows rows = sql_.query(
            "SELECT data_set, id_index FROM population WHERE data_set <> ? ORDER BY data_set, id_index LIMIT 1 OFFSET ?", {set_, step});
        if (rows.empty()) break;
        sql_.execute("DELETE FROM population WHERE data_set <> ? AND (data_set < ? OR (data_set = ? AND id_index < ?))",
                     {set_, rows.front().text(0), rows.front().text(0), rows.front().text(1)});
    }
    sql_.execute("DELETE FROM population WHERE data_set <> ?", {set_});
}

bool Population::matches(const std::string& name, const std::string& id_no) {
    const Names ids = vault_.indexes("id_no", id_no), names = vault_.indexes("name", name);
    return !sql_.query(std::string("SELECT 1 FROM population WHERE data_set = ") + set_in_force + " AND " + is_any("id_index", ids) +
                           " AND " + is_any("name_index", names),
                       with_names(with_names({}, ids), names))
                .empty();
}

std::vector<NameCount> Population::name_counts(const std::string& name, char sex, const std::string& area_prefix) {
    const Names names = vault_.indexes("name", name);
    std::string sql = std::string("SELECT sex, birth_year, COUNT(*) FROM population WHERE data_set = ") + set_in_force + " AND " +
                      is_any("name_index", names);
    Values values = with_names({}, names);
    if (sex != 0) {
        sql += " AND sex = ?";
        values.emplace_back(std::string(1, sex));
    }
    if (!area_prefix.empty()) {
        sql += " AND area >= ? AND area < ?";
        values.emplace_back(area_prefix);
        values.emplace_back(area_prefix + "~");  // codes are digits, which all come before it
    }
    std::vector<NameCount> counts;
    for (const Row& row : sql_.query(sql + " GROUP BY sex, birth_year ORDER BY sex, birth_year", values)) {
        counts.push_back({row.text(0).at(0), static_cast<int>(row.integer(1)), row.integer(2)});
    }
    return counts;
}

std::optional<Population::Loaded> Population::loaded() {
    const Rows rows = sql_.query("SELECT people, data_date, loaded_at, index_key FROM population_in_force WHERE one = 1");
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    return Loaded{row.integer(0), row.text(1), row.integer(2), row.optional_text(3).value_or("")};
}

}  // namespace db
