// Makes the weights of services::DistressModel out of examples.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/distress/kind.h"

namespace distress {

struct Example {
    std::u32string folded;  // services::Recogniser::folded
    services::DistressKind kind = services::DistressKind::none;
};

/// One line of a list of examples: text, kind, note, between tabs.
struct Line {
    std::string text, kind, note;
    bool is_borderline() const { return note.find("borderline") != std::string::npos; }
};

/// The list's lines below its header; empty when there is no such file.
std::vector<Line> read_list(const std::string& path);

/// The file of weights. The same examples and seed give the same file.
std::string train(const std::vector<Example>&, std::uint32_t seed);

}  // namespace distress
