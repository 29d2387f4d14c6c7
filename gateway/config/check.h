// A config file held against the table of its keys: what is wrong is reported, what is missing is filled in.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/config/json.h"
#include "gateway/config/keys.h"

namespace gateway {

/// Where findings about one file go.
class Findings {
  public:
    Findings(std::string file, std::vector<Problem>& problems) : file_(std::move(file)), problems_(problems) {}
    void error(json::Place at, std::string message) { problems_.push_back({file_, at.line, at.column, std::move(message), false}); }
    void warn(json::Place at, std::string message) { problems_.push_back({file_, at.line, at.column, std::move(message), true}); }

  private:
    std::string file_;
    std::vector<Problem>& problems_;
};

/// Reports unknown keys, missing keys, wrong types and values out of bounds. Afterwards the tree has every key of the table with a value
/// of its type, so that it can be read without further questions: what was missing or refused is the default, or an empty value, with
/// given == false; unknown keys are gone. Values of secrets are never quoted. `keys` is what keys_of gave for this file.
void hold_against(json::Node& root, const Keys& keys, Findings& findings);

}  // namespace gateway
