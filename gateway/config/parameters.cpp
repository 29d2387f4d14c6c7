#include "gateway/config/parameters.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>

#include "services/rules/time.h"

namespace gateway {

namespace {

using json::Node;
using services::Cell;
using services::ColumnSpec;
using services::Holds;
using services::ParameterSpec;
using services::Rows;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::int64_t most_rows = 1000, most_characters = 500, most_of_an_id = 64;

/// A text parameter whose default is a time or a date must stay one.
Form form_of(const std::string& fallback) {
    if (services::minutes_from_clock(fallback)) return Form::clock;
    if (services::date_from_iso(fallback)) return Form::date;
    return Form::text;
}

Form form_of(Holds holds) {
    switch (holds) {
        case Holds::text:
            return Form::text;
        case Holds::id:
            return Form::id;
        case Holds::one_of:
            return Form::word;
        case Holds::integer:
            return Form::integer;
        case Holds::flag:
            return Form::flag;
        case Holds::money:
            return Form::money;
        case Holds::date:
            return Form::date;
        case Holds::moment:
            return Form::moment;
        case Holds::time:
            return Form::clock;
    }
    return Form::text;
}

// Values as JSON, as a file would have them.
void write(Writer& out, const std::string& text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
void write(Writer& out, std::int64_t number) { out.Int64(number); }
void write(Writer& out, bool flag) { out.Bool(flag); }
void write(Writer& out, payment::Fen amount) { out.Double(static_cast<double>(amount.count) / 100); }
void write(Writer& out, services::Date day) { write(out, services::iso(day)); }
void write(Writer& out, services::Instant moment) { write(out, services::iso_with_time(moment)); }
void write(Writer& out, services::Minutes time) { write(out, services::clock(time)); }

std::string quoted(const std::string& text) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    write(out, text);
    return buffer.GetString();
}

std::string as_json(const Rows& rows, const std::vector<ColumnSpec>& columns) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartArray();
    for (const services::Row& row : rows) {
        out.StartObject();
        for (const ColumnSpec& column : columns) {
            const auto cell = row.cells.find(column.key);
            if (cell == row.cells.end()) continue;
            out.Key(column.key.c_str());
            std::visit([&](const auto& value) { write(out, value); }, cell->second);
        }
        out.EndObject();
    }
    out.EndArray();
    return buffer.GetString();
}

Cell cell_of(const Node& node, Holds holds) {
    switch (holds) {
        case Holds::integer:
            return taken<std::int64_t>(node);
        case Holds::flag:
            return taken<bool>(node);
        case Holds::money:
            return taken<payment::Fen>(node);
        case Holds::date:
            return taken<services::Date>(node);
        case Holds::moment:
            return taken<services::Instant>(node);
        case Holds::time:
            return services::minutes_from_clock(node.text).value_or(services::Minutes{});
        case Holds::text:
        case Holds::id:
        case Holds::one_of:
            break;
    }
    return node.text;
}

Rows rows_of(const Node& list, const std::vector<ColumnSpec>& columns) {
    Rows rows;
    for (const Node& item : list.items) {
        services::Row& row = rows.emplace_back();
        for (const ColumnSpec& column : columns) {
            const Node& value = item.at(column.key);
            if (value.type != json::Type::null) row.cells.emplace(column.key, cell_of(value, column.holds));
        }
    }
    return rows;
}

/// Of any kind: the catalog says which, and the table has held the value against it.
auto parameter_taker(const ParameterSpec& spec) {
    return [key = spec.key, columns = spec.columns](const Node& node, services::Settings& settings) {
        services::Parameter& parameter = settings.parameters[key];
        if (!columns.empty())
            parameter = rows_of(node, columns);
        else if (node.type == json::Type::flag)
            parameter = node.flag;
        else if (node.type == json::Type::integer)
            parameter = node.integer;
        else if (node.type == json::Type::text)
            parameter = node.text;
        else
            parameter = taken<std::vector<std::string>>(node);
    };
}

/// The rows below that of a list: of its items.
void add_items(Keys& keys, const std::string& path, const ParameterSpec& spec) {
    if (spec.columns.empty()) {
        keys.push_back({path, {}, Form::text, "", "One entry.", 1, most_characters});
        return;
    }
    keys.push_back({path, {}, Form::object, "", "One row."});
    for (const ColumnSpec& column : spec.columns) {
        const bool is_text = column.holds == Holds::text || column.holds == Holds::id;
        const std::int64_t longest = column.holds == Holds::id ? most_of_an_id : most_characters;
        keys.push_back({path + "." + column.key,
                        {},
                        form_of(column.holds),
                        column.optional ? "null" : "",
                        column.doc,
                        is_text && !column.optional ? std::max<std::int64_t>(1, column.least) : column.least,
                        is_text ? std::min(longest, column.most) : column.most,
                        column.words});
    }
}

/// For messages: as it is written.
std::string shown(const Node& node) { return node.type == json::Type::text ? "\"" + node.text + "\"" : std::to_string(node.integer); }

void judge_rows(const Node& list, const std::vector<ColumnSpec>& columns, Findings& findings) {
    std::map<std::pair<std::string, Cell>, int> seen;  // column and value: the line
    for (const Node& row : list.items) {
        for (const ColumnSpec& column : columns) {
            const Node& value = row.at(column.key);
            if (!value.given) continue;
            const Cell cell = cell_of(value, column.holds);
            if (column.unique) {
                const auto [first, fresh] = seen.emplace(std::pair(column.key, cell), value.place.line);
                if (!fresh)
                    findings.error(value.place, "\"" + column.key + "\": " + shown(value) + " stands on line " +
                                                    std::to_string(first->second) + " as well, expected each once");
            }
            if (column.not_before.empty()) continue;
            const Node& before = row.at(column.not_before);
            if (before.given && cell < cell_of(before, column.holds))
                findings.error(value.place, "\"" + column.key + "\": " + value.text + " is before " + column.not_before + " (" +
                                                before.text + "), expected that or later");
        }
    }
}

}  // namespace

void add_parameter(Keys& keys, const std::string& path, const ParameterSpec& spec) {
    Key key{.path = path, .into = by<services::Settings>(parameter_taker(spec)), .form = Form::text, .fallback = {}, .doc = spec.doc};
    if (const auto* integer = std::get_if<std::int64_t>(&spec.fallback)) {
        key.form = Form::integer;
        key.fallback = std::to_string(*integer);
        key.least = spec.least;
        key.most = spec.most;
    } else if (const auto* flag = std::get_if<bool>(&spec.fallback)) {
        key.form = Form::flag;
        key.fallback = *flag ? "true" : "false";
    } else if (const auto* text = std::get_if<std::string>(&spec.fallback)) {
        key.form = form_of(*text);
        key.fallback = quoted(*text);
        key.most = 2000;
    } else if (const auto* rows = std::get_if<Rows>(&spec.fallback)) {
        key.form = Form::list;
        key.fallback = as_json(*rows, spec.columns);
        key.least = spec.least;
        key.most = std::min(most_rows, spec.most);
    } else {
        key.form = Form::list;
        for (const auto& item : std::get<std::vector<std::string>>(spec.fallback))
            key.fallback += (key.fallback.empty() ? "" : ", ") + quoted(item);
        key.fallback = "[" + key.fallback + "]";
        key.most = 200;
    }
    const bool has_items = key.form == Form::list;
    keys.push_back(std::move(key));
    if (has_items) add_items(keys, path + "[]", spec);
}

void judge_parameters(const Node& node, const services::Service& service, Findings& findings) {
    for (const ParameterSpec& parameter : service.parameters) {
        if (!parameter.columns.empty()) judge_rows(node.at(parameter.key), parameter.columns, findings);
    }
}

}  // namespace gateway
