// Looking one row up, in what a department answers or has loaded.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/shapes/data_set.h"

namespace services {

/// A look-up by all that the data set's key is made of; the questions have the names of its columns.
///
/// Whoever knows only part of the key is told what is told of a row that does not exist, by the same path: it is found by one blind index
/// of all parts together. Misses are counted by whoever asks and against the first part of the key; a found row gives its try back.
struct LookUp {
    const DataSet* data = nullptr;
    std::string nothing = {};  // what is said when there is no such row: what to compare with what, a whole sentence
    std::function<Outcome(const Answers& row, Context&)> shows = {};
};

/// How many misses lead to a lock, and for how long; a look-up service has them among its parameters.
std::vector<ParameterSpec> look_up_parameters(std::int64_t misses = 5, std::int64_t lock_hours = 24);

Submit look_up(LookUp);

}  // namespace services
