// A data set: what a department gives in whole or answers row by row, its columns being kinds of answers.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/stores/data_sets.h"
#include "services/form/context.h"

namespace services {

/// What becomes of a column's values. Of `key` and `group` only blind indexes are stored.
enum class Kept {
    key,     // all of them together name one row, and find it
    group,   // several rows may share it, and are found by it
    plain,   // leads to nobody: stored as it is, and counted by
    sealed,  // stored encrypted
};

struct Column {
    std::string name = {};   // in the first line of a file and in what a department answers: id_no
    std::string label = {};  // may stand there instead: 身份证号码
    const FieldType* type = nullptr;
    Kept kept = Kept::sealed;
    std::vector<Option> options = {};  // of a choice: a file may have its id or its label
    bool optional = false;
    std::string example = {};  // overrides the type's

    std::string sample() const;  // a value its type takes
};

struct DataSet {
    std::string id;     // of the file, the import and the source: id_card_applications
    std::string title;  // Chinese
    std::vector<Column> columns;
    std::chrono::days fresh{3};  // data of an older day is said to be old

    const Column* column(std::string_view name) const;  // null when there is none
    std::vector<const Column*> kept_as(Kept) const;     // in their order
};

/// A cell that its column refuses, and why; the reason is the type's, and does not repeat the value.
struct CellFault {
    std::string column, why;
};

/// The row's cells by column name, normalised into `row`; what is wrong with it otherwise, all at once. What is no column is left out.
std::vector<CellFault> read_cells(const DataSet&, const std::map<std::string, std::string>& cells, const Facts&, Answers& row);

/// How the row is stored and found.
db::DataSetName name_of(const DataSet&);
db::DataRow stored(const DataSet&, const Answers& row);
/// What can be read of a stored row again: its plain and sealed columns.
Answers readable(const db::DataRow&);
/// The key of the row these answers name, as `stored` makes it. Throws std::out_of_range when one is missing.
std::string key_of(const DataSet&, const Answers&);

/// A row made of the columns' examples, which the questions of a service have, too: what tests find.
Answers example_of(const DataSet&);

}  // namespace services
