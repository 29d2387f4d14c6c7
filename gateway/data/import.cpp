#include "gateway/data/import.h"

#include <algorithm>
#include <map>
#include <vector>

#include "gateway/config/words.h"
#include "gateway/data/csv.h"

namespace gateway {
namespace {

constexpr std::size_t batch_rows = 5000;

std::string names_of(const services::DataSet& data) {
    std::vector<std::string> names;
    for (const services::Column& column : data.columns) names.push_back(column.name);
    return listed(names, names.size());
}

/// Not what stands there: it is a person's where the first line is missing.
std::string no_such_column(const services::DataSet& data, const std::string& name) {
    std::vector<std::string> known;
    for (const services::Column& column : data.columns) known.insert(known.end(), {column.name, column.label});
    const std::string near = nearest(name, known);
    if (!near.empty()) return "the data set has no column of this name, did you mean \"" + near + "\"?";
    return "the data set has no column of this name; the first line must name the columns: " + names_of(data);
}

/// One import on its way.
class Importing {
  public:
    Importing(std::istream& in, db::DataSets& sets, const services::Facts& facts, const ImportOrder& order)
        : csv_(in, order.encoding),
          facts_(facts),
          order_(order),
          load_(sets.begin(services::name_of(order.data), services::unix_time(facts.now))) {}

    Imported run() {
        try {
            read();
            add_batch();
            finish();
        } catch (...) {
            load_.discard();
            throw;
        }
        return done_;
    }

  private:
    void fault(const ImportFault& what) {
        ++done_.faults;
        if (order_.fault) order_.fault(what);
    }

    void read() {
        try {
            if (!read_header()) return;
            while (const auto cells = csv_.next()) take(*cells);
        } catch (const CsvError& error) {
            fault({.line = error.line, .why = error.what()});
            done_.is_cut = true;
        }
    }

    bool read_header() {
        const auto header = csv_.next();
        if (!header) {
            fault({.line = 1, .why = "the file is empty; its first line must name the columns: " + names_of(order_.data)});
            done_.is_cut = true;
            return false;
        }
        for (const std::string& name : *header) place_column(name);
        for (const services::Column& column : order_.data.columns) {
            if (!column.optional && std::ranges::find(columns_, &column) == columns_.end())
                fault({.line = csv_.line(), .why = "there is no column \"" + column.name + "\" (" + column.label + ")"});
        }
        done_.is_cut = done_.faults > 0;
        return done_.faults == 0;
    }

    void place_column(const std::string& name) {
        const auto& all = order_.data.columns;
        const auto found =
            std::ranges::find_if(all, [&](const services::Column& column) { return column.name == name || column.label == name; });
        columns_.push_back(found == all.end() ? nullptr : &*found);
        const bool is_known = found != all.end(), is_twice = is_known && std::ranges::count(columns_, &*found) > 1;
        if (is_known && !is_twice) return;
        fault({.line = csv_.line(),
               .number = columns_.size(),
               .column = is_known ? name : "",
               .why = is_twice ? "it is there twice" : no_such_column(order_.data, name)});
    }

    void take(const std::vector<std::string>& cells) {
        if (cells.size() != columns_.size()) {
            fault({.line = csv_.line(),
                   .why = "it has " + std::to_string(cells.size()) + " values, the first line " + std::to_string(columns_.size())});
            return;
        }
        std::map<std::string, std::string> named;
        for (std::size_t i = 0; i < cells.size(); ++i) named[columns_[i]->name] = cells[i];
        services::Answers row;
        const auto faults = services::read_cells(order_.data, named, facts_, row);
        for (const services::CellFault& each : faults) {
            const auto at = std::ranges::find_if(columns_, [&](const services::Column* column) { return column->name == each.column; });
            fault({.line = csv_.line(),
                   .number = static_cast<std::size_t>(at - columns_.begin()) + 1,
                   .column = each.column,
                   .why = each.why});
        }
        if (!faults.empty()) return;
        batch_.push_back(services::stored(order_.data, row));
        lines_.push_back(csv_.line());
        if (batch_.size() == batch_rows) add_batch();
    }

    /// Also after a fault that makes the load worth nothing: only so are keys that occur twice found.
    void add_batch() {
        const auto met = load_.add(batch_);
        for (const std::size_t position : met)
            fault({.line = lines_[position], .why = "its key (" + services::name_of(order_.data).key + ") is that of an earlier line"});
        done_.rows += static_cast<std::int64_t>(batch_.size() - met.size());
        batch_.clear();
        lines_.clear();
        if (order_.progress) order_.progress(csv_.bytes(), done_.rows);
    }

    void finish() {
        const bool is_wanted =
            !done_.is_cut && (done_.faults == 0 || order_.without_faulty) && (!order_.may_replace || order_.may_replace(done_.rows));
        if (!is_wanted) {
            load_.discard();
            return;
        }
        load_.finish(order_.data_date, services::unix_time(facts_.now));
        done_.is_in_force = true;
    }

    CsvReader csv_;
    const services::Facts& facts_;
    const ImportOrder& order_;
    db::DataSets::Load load_;
    std::vector<const services::Column*> columns_ = {};  // of the file, in its order
    std::vector<db::DataRow> batch_ = {};
    std::vector<std::int64_t> lines_ = {};  // of the batch
    Imported done_ = {};
};

}  // namespace

std::string ImportFault::text() const {
    if (number == 0) return std::to_string(line) + ": " + why;
    return std::to_string(line) + ": column " + std::to_string(number) + (column.empty() ? "" : " (" + column + ")") + ": " + why;
}

Imported import(std::istream& in, db::DataSets& sets, const services::Facts& facts, const ImportOrder& order) {
    return Importing(in, sets, facts, order).run();
}

}  // namespace gateway
