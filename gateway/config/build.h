// Files whose rows were read: one function a file, which takes what is not a row's alone and reports what the table of keys cannot see.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/config/check.h"
#include "gateway/config/config.h"

namespace gateway {

struct Snapshot;
/// load_config with files already read, so that what is checked is what was seen.
Loaded load_snapshot(const std::string& folder, const Snapshot& snapshot, const services::Catalog& catalog, services::Date today);

// Every tree has gone through hold_against: all keys are there; and through fill: the values are where their rows say. Values with
// given == false are never complained about again.

/// Reads the contents of the key files, too.
void judge_gateway(const json::Node& root, Config& config, Findings& findings);
/// Of gateway.json.
void judge_duty(const json::Node& duty, const Config& config, Findings& findings);
void build_calendar(const json::Node& root, services::Date today, services::Calendar& calendar, Findings& findings);
void judge_fees(const json::Node& root, const std::vector<services::Fee>& fees, Findings& findings);
/// Every item a service quotes has an amount on every day from today until the end of the calendar, which is built before.
void check_fees_quoted(const json::Node& root, const services::Catalog& catalog, services::Date today, const services::Figures& figures,
                       Findings& findings);
void build_offices(const json::Node& root, const services::Catalog& catalog, std::vector<services::Office>& offices, Findings& findings);
void judge_menu(const json::Node& root, const services::Catalog& catalog, Findings& findings);
void judge_operators(const json::Node& root, Findings& findings);

/// Who already opens by a word: word → service id. Shared by the files of all departments.
using Words = std::map<std::string, std::string>;
Words built_in_words(const services::Catalog& catalog);

/// Reports, and takes out of the tree, names that are no service of this department. Before hold_against.
void take_out_strangers(json::Node& root, std::string_view department, const services::Catalog& catalog, Findings& findings);
void judge_services(const json::Node& root, std::string_view department, const services::Catalog& catalog, Words& words,
                    const services::Figures& figures, Findings& findings);

std::vector<std::string> service_ids(const services::Catalog& catalog);
/// Complains unless the text is a service's id.
bool is_service(const json::Node& id, const services::Catalog& catalog, Findings& findings);

}  // namespace gateway
