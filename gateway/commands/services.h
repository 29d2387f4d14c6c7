// `services`: the catalog with the config applied, for people and programs.
#pragma once

#include <string>

#include "gateway/config/config.h"
#include "services/form/catalog.h"

namespace gateway {

/// A JSON array with one object a service: id, title, department, kind, level, enabled, channels, pay, anonymous, words, fields; each
/// field with key, label, question, type, draws, optional, several, options, when, each and a valid example.
std::string services_json(const services::Catalog& catalog, const Config& config);

/// The same for reading: a line a service.
std::string services_table(const services::Catalog& catalog, const Config& config);

}  // namespace gateway
