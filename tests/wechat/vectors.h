// Reads the shared WeChat vectors at run time, or says SKIPPED when they are not beside the source tree.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>

namespace vectors {

// The text of a file under vectors/wechat; nothing (and one SKIPPED line) when it is missing.
std::optional<std::string> text(const std::string& path);

// A JSON file under vectors/wechat; a null document (and one SKIPPED line) when it is missing.
rapidjson::Document json(const std::string& path);

// A string member; empty when absent.
std::string member(const rapidjson::Value& object, const char* name);

}  // namespace vectors
