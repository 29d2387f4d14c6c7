// A text with a head: YAML between two lines of ---, as a tree in which every key and value knows its line and column.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/json.h"

namespace gateway {

struct FrontMatter {
    std::optional<json::Node> head{};   // an object; absent when it could not be read
    std::string body{};                 // without empty lines before and behind it
    json::Place body_at{};              // where it begins
    std::vector<json::Error> errors{};  // the one error of syntax, or every duplicate key
};

/// Reads one document of UTF-8 text, with or without a byte order mark, its lines ended as on Unix or Windows. Of values without quotes
/// true and false are flags, and nothing is null; all others are text. Aliases are refused: what is written is all there is.
FrontMatter parse_front_matter(std::string_view text);

}  // namespace gateway
