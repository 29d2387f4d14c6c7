// The population: names and ID numbers, of which nothing but counts and "matches" ever comes back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/shapes/data_set.h"

namespace services {

const DataSet& population();

/// Whether the person of that ID number bears that name. Throws db::SqlError.
bool is_person(Context&, const std::string& name, const std::string& id_no);

struct NameCount {
    std::string sex;  // M or F
    int birth_year = 0;
    std::string area;  // 6-digit area code
    std::int64_t count = 0;
};
/// How many bear the name, by sex, year of birth and area. Throws db::SqlError.
std::vector<NameCount> name_counts(Context&, const std::string& name);

}  // namespace services
