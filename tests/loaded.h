// A data set loaded with the rows a test wants.
#pragma once

#include <vector>

#include "db/stores/data_sets.h"
#include "services/shapes/data_set.h"

inline void load(db::DataSets& sets, const services::DataSet& data, const std::vector<services::Answers>& rows,
                 const std::string& data_date = "2026-11-01") {
    std::vector<db::DataRow> stored;
    for (const services::Answers& row : rows) stored.push_back(services::stored(data, row));
    auto load = sets.begin(services::name_of(data), 1);
    load.add(stored);
    load.finish(data_date, 1);
}

/// One person of the population.
inline services::Answers person(const std::string& name, const std::string& id_no, const std::string& sex = "M", int birth_year = 1990,
                                const std::string& area = "440106") {
    return {{"name", name}, {"id_no", id_no}, {"sex", sex}, {"birth", std::to_string(birth_year)}, {"area", area}};
}
