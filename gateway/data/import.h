// A department's file loaded as a data set: every fault named by its place, and readers see the old data until all of the new is there.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "db/stores.h"
#include "services/rules/figures.h"
#include "services/shapes/data_set.h"

namespace gateway {

/// A value, or a whole line, that is not taken.
struct ImportFault {
    std::int64_t line = 0;
    std::size_t number = 0;   // of the column in the file, from 1; 0: the line
    std::string column = {};  // "": the data set has none of its name
    std::string why = {};     // without the value

    std::string text() const;  // 17: column 3 (stage): it is none of: …
};

struct ImportOrder {
    const services::DataSet& data;
    std::string data_date;  // the day the data is of, YYYY-MM-DD
    std::string encoding = "UTF-8";
    bool without_faulty = false;                              // loads the lines that are right; else any fault loads nothing
    std::function<bool(std::int64_t rows)> may_replace = {};  // asked with how many rows there are, before they come into force
    std::function<void(const ImportFault&)> fault = {};
    std::function<void(std::int64_t bytes, std::int64_t rows)> progress = {};  // after each batch
};

struct Imported {
    std::int64_t rows = 0, faults = 0;
    bool is_cut = false;  // a part of the file could not be read
    bool is_in_force = false;
};

/// Reads the file once, in bounded memory. The first record names the columns, in any order, by name or label. Throws db::SqlError;
/// std::runtime_error when another import of the data set finished meanwhile.
Imported import(std::istream&, db::DataSets&, const services::Facts&, const ImportOrder&);

}  // namespace gateway
