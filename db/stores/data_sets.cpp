#include "db/stores/data_sets.h"

#include <algorithm>
#include <stdexcept>

#include "db/erase.h"
#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr std::size_t batch_rows = 250;               // five values a row, far below SQLite's 32,766 and MySQL's 65,535
constexpr std::size_t commit_rows = 20 * batch_rows;  // several batches share one commit: the commit is what takes the time

std::string insert_rows(std::size_t rows) {
    std::string sql = "INSERT INTO data_rows (load_id, key_index, group_index, plain, sealed) VALUES ";
    for (std::size_t row = 0; row < rows; ++row) sql += row == 0 ? "(?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?)";
    return sql;
}

constexpr const char* all_of_it = "load_id, key_index, plain, sealed";

// A load's row says that it is still being loaded: an import that another one ended notices.
void count_rows(Transaction& transaction, const std::string& load, std::size_t rows) {
    if (transaction.execute("UPDATE data_loads SET row_count = row_count + ? WHERE load_id = ? AND state = 'loading'",
                            {static_cast<std::int64_t>(rows), load}) != 1) {
        throw std::runtime_error("this import was ended by another one of the same data set, which finished meanwhile");
    }
}

// Its row goes last: until then a sweep finds what a crash left.
void erase_load(Sql& sql, const std::string& load) {
    sql.execute("UPDATE data_loads SET state = 'erased' WHERE load_id = ?", {load});
    erase_bounded(sql, {"data_rows", "key_index", "load_id = ?", {load}});
    sql.execute("DELETE FROM data_loads WHERE load_id = ?", {load});
}

constexpr const char* in_force_load = "load_id = (SELECT load_id FROM data_loads WHERE data_set = ? AND state = 'whole')";

}  // namespace

std::string data_row(const std::string& load, const std::string& key_index) { return load + ":" + key_index; }

DataSets::Load DataSets::begin(const DataSetName& name, std::int64_t now) {
    Load load(sql_, vault_, name, wechat::random_hex(4));
    sql_.execute(
        "INSERT INTO data_loads (load_id, data_set, state, row_count, begun_at, data_date, loaded_at, index_key) "
        "VALUES (?, ?, 'loading', 0, ?, '', 0, ?)",
        {load.id_, name.id, now, load.index_key_});
    return load;
}

Values DataSets::Load::values_of(const DataRow& row) const {
    std::string key = vault_.index_under(index_key_, name_.key, row.key);
    Value group, sealed;
    if (!row.group.empty()) group = vault_.index_under(index_key_, name_.group, row.group);
    if (!row.sealed.empty()) sealed = vault_.seal(row.sealed, "data_rows", "sealed", data_row(id_, key));
    return {id_, std::move(key), std::move(group), row.plain, std::move(sealed)};
}

std::vector<std::size_t> DataSets::Load::insert(Transaction& transaction, const std::vector<DataRow>& rows, std::size_t start,
                                                std::size_t end) const {
    Values values;
    values.reserve((end - start) * 5);
    for (std::size_t row = start; row < end; ++row) {
        for (Value& value : values_of(rows[row])) values.push_back(std::move(value));
    }
    try {
        transaction.execute(insert_rows(end - start), values);
        return {};
    } catch (const SqlError& error) {
        // Some key of the batch was met before: row by row shows which.
        if (error.kind() != SqlError::Kind::duplicate) throw;
    }
    std::vector<std::size_t> met;
    for (std::size_t row = start; row < end; ++row) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>((row - start) * 5);
        if (!transaction.insert_once(insert_rows(1), Values(first, first + 5))) met.push_back(row);
    }
    return met;
}

std::vector<std::size_t> DataSets::Load::add(const std::vector<DataRow>& rows) {
    std::vector<std::size_t> met;
    for (std::size_t start = 0; start < rows.size(); start += commit_rows) {
        const std::size_t end = std::min(rows.size(), start + commit_rows);
        std::vector<std::size_t> here;
        sql_.transaction([&](Transaction& transaction) {
            here.clear();
            for (std::size_t at = start; at < end; at += batch_rows) {
                const auto more = insert(transaction, rows, at, std::min(end, at + batch_rows));
                here.insert(here.end(), more.begin(), more.end());
            }
            count_rows(transaction, id_, end - start - here.size());
        });
        met.insert(met.end(), here.begin(), here.end());
    }
    return met;
}

void DataSets::Load::finish(const std::string& data_date, std::int64_t now) {
    std::vector<std::string> others;
    sql_.transaction([&](Transaction& transaction) {
        others.clear();
        count_rows(transaction, id_, 0);
        transaction.execute("UPDATE data_loads SET state = 'erased' WHERE data_set = ? AND load_id <> ?", {name_.id, id_});
        transaction.execute("UPDATE data_loads SET state = 'whole', data_date = ?, loaded_at = ? WHERE load_id = ?", {data_date, now, id_});
        const Rows rows = transaction.query("SELECT load_id FROM data_loads WHERE data_set = ? AND load_id <> ?", {name_.id, id_});
        for (const Row& row : rows) others.push_back(row.text(0));
    });
    for (const std::string& other : others) erase_load(sql_, other);
}

void DataSets::Load::discard() { erase_load(sql_, id_); }

Rows DataSets::rows_where(const DataSetName& name, const std::string& what, const std::string& condition, const Values& values) {
    Values all{name.id};
    all.insert(all.end(), values.begin(), values.end());
    return sql_.query("SELECT " + what + " FROM data_rows WHERE " + in_force_load + " AND " + condition, all);
}

DataRow DataSets::read(const Row& row) const {
    DataRow result{.plain = row.text(2)};
    if (const auto sealed = row.optional_text(3))
        result.sealed = vault_.open(*sealed, "data_rows", "sealed", data_row(row.text(0), row.text(1)));
    return result;
}

std::optional<DataRow> DataSets::find(const DataSetName& name, const std::string& key, const std::string& group) {
    const Names keys = vault_.indexes(name.key, key);
    std::string condition = is_any("key_index", keys);
    Values values = with_names({}, keys);
    if (!group.empty()) {
        const Names groups = vault_.indexes(name.group, group);
        condition += " AND " + is_any("group_index", groups);
        values = with_names(std::move(values), groups);
    }
    const Rows rows = rows_where(name, all_of_it, condition, values);
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::vector<DataRow> DataSets::find_group(const DataSetName& name, const std::string& group, std::int64_t most) {
    const Names groups = vault_.indexes(name.group, group);
    Values values = with_names({}, groups);
    values.emplace_back(most);
    std::vector<DataRow> found;
    for (const Row& row : rows_where(name, all_of_it, is_any("group_index", groups) + " ORDER BY key_index LIMIT ?", values))
        found.push_back(read(row));
    return found;
}

std::vector<DataCount> DataSets::counts(const DataSetName& name, const std::string& group) {
    const Names groups = vault_.indexes(name.group, group);
    std::vector<DataCount> counted;
    for (const Row& row :
         rows_where(name, "plain, COUNT(*)", is_any("group_index", groups) + " GROUP BY plain ORDER BY plain", with_names({}, groups)))
        counted.push_back({row.text(0), row.integer(1)});
    return counted;
}

std::optional<DataSets::InForce> DataSets::in_force(const std::string& id) {
    const Rows rows = sql_.query(
        "SELECT load_id, row_count, data_date, loaded_at, index_key FROM data_loads WHERE data_set = ? AND state = 'whole'", {id});
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    return InForce{row.text(0), row.integer(1), row.text(2), row.integer(3), row.text(4)};
}

void DataSets::sweep(std::int64_t before) {
    for (const Row& row :
         sql_.query("SELECT load_id FROM data_loads WHERE state = 'erased' OR (state = 'loading' AND begun_at < ?)", {before}))
        erase_load(sql_, row.text(0));
}

}  // namespace db
