// Parameters of services as rows of the table of keys: single values, lists, and tables of rows with typed columns.
#pragma once

#include <string>

#include "gateway/config/check.h"
#include "gateway/config/keys.h"

namespace gateway {

/// The rows of the table for one parameter, which goes into services::Settings.
void add_parameter(Keys& keys, const std::string& path, const services::ParameterSpec& spec);

/// What is wrong between the rows of a service's tables, or between the columns of one. `node` is the service's entry.
void judge_parameters(const json::Node& node, const services::Service& service, Findings& findings);

}  // namespace gateway
