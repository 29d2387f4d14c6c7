#include "services/shapes/data_set.h"

#include <algorithm>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/answers/folding.h"

namespace services {
namespace {

constexpr char between = '\n';  // of the values of one key; no normalised value of a key has a line break

/// What a person would have said or picked to give this cell.
Input heard(const Column& column, const std::string& cell) {
    Said said = normalise(cell, {});
    Input input{.text = std::move(said.text), .raw = std::move(said.raw)};
    for (const Option& option : column.options) {
        if (option.id == input.text || option.label == input.text) input.choice = option.id;
    }
    return input;
}

/// A file is read on another day than it was written: 明天 and 3月5日 are no dates in it.
bool is_whole_date(std::string_view text) { return text.size() > 4 && is_digits(text.substr(0, 4)); }

std::optional<std::string> fault(const Column& column, const std::string& cell, const Facts& facts, Answers& row) {
    if (std::ranges::any_of(cell, [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\r' && c != '\t'; }))
        return "it has a control character";
    const Input input = heard(column, cell);
    if (input.text.empty()) {
        if (!column.optional) return "it is empty";
        row[column.name] = "";
        return std::nullopt;
    }
    if (column.type == &date && !is_whole_date(input.text)) return "it is no date with its year, such as 2026-11-30";
    Parsed parsed = column.type->parse(input, facts);
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) {
        if (column.type == &date) return "it is no day that there is, such as 2026-11-30";
        if (column.options.empty()) return refusal->why;
        std::string expected;
        for (const Option& option : column.options) expected += (expected.empty() ? "" : ", ") + option.id + " or " + option.label;
        return "it is none of: " + expected;
    }
    row[column.name] = std::get<std::string>(std::move(parsed));
    return std::nullopt;
}

std::string joined(const std::vector<const Column*>& columns, const Answers& row) {
    std::string text;
    for (const Column* column : columns) text += (text.empty() ? "" : std::string(1, between)) + row.at(column->name);
    return text;
}

std::string kind(const std::vector<const Column*>& columns) {
    std::string text;
    for (const Column* column : columns) text += (text.empty() ? "" : "+") + column->name;
    return text;
}

std::string as_json(const std::vector<const Column*>& columns, const Answers& row) {
    Answers part;
    for (const Column* column : columns) part[column->name] = row.at(column->name);
    return part.empty() ? "" : to_json(part);
}

}  // namespace

std::string Column::sample() const {
    if (!example.empty()) return example;
    return options.empty() ? std::string(type->example) : options.front().id;
}

const Column* DataSet::column(std::string_view name) const {
    const auto found = std::ranges::find(columns, name, &Column::name);
    return found == columns.end() ? nullptr : &*found;
}

std::vector<const Column*> DataSet::kept_as(Kept kept) const {
    std::vector<const Column*> found;
    for (const Column& column : columns) {
        if (column.kept == kept) found.push_back(&column);
    }
    return found;
}

std::vector<CellFault> read_cells(const DataSet& data, const std::map<std::string, std::string>& cells, const Facts& facts, Answers& row) {
    std::vector<CellFault> faults;
    for (const Column& column : data.columns) {
        const auto cell = cells.find(column.name);
        if (const auto why = fault(column, cell == cells.end() ? "" : cell->second, facts, row)) faults.push_back({column.name, *why});
    }
    return faults;
}

db::DataSetName name_of(const DataSet& data) { return {data.id, kind(data.kept_as(Kept::key)), kind(data.kept_as(Kept::group))}; }

std::string key_of(const DataSet& data, const Answers& row) { return joined(data.kept_as(Kept::key), row); }

db::DataRow stored(const DataSet& data, const Answers& row) {
    return {.key = key_of(data, row),
            .group = joined(data.kept_as(Kept::group), row),
            .plain = as_json(data.kept_as(Kept::plain), row),
            .sealed = as_json(data.kept_as(Kept::sealed), row)};
}

Answers readable(const db::DataRow& row) {
    Answers all = row.plain.empty() ? Answers{} : from_json(row.plain);
    if (!row.sealed.empty()) all.merge(from_json(row.sealed));
    return all;
}

Answers example_of(const DataSet& data) {
    Answers row;
    for (const Column& column : data.columns) row[column.name] = column.sample();
    return row;
}

}  // namespace services
