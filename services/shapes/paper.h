// A paper a resident is given: a title, its number, and tables of what it says. Kept as data, drawn when it is opened.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace services {

/// One row of a table: 发生地点, and where it was.
struct Shown {
    std::string label, value;
};

struct PaperSection {
    std::string heading;
    std::vector<Shown> rows = {};
    std::string text = {};  // below the rows
};

struct Paper {
    std::string title;
    std::string number;
    std::vector<PaperSection> sections;
    std::string footer;  // small, at the end
};

std::string to_json(const Paper&);
/// Absent when the text is no paper this version understands.
std::optional<Paper> paper_from_json(std::string_view);

}  // namespace services
