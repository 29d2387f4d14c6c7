// The source tree as text, for tests that read the code instead of running it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace structure_tests {

struct SourceFile {
    std::string path;  // from the root of the project
    std::string text;

    bool is_cpp() const { return path.ends_with(".cpp") || path.ends_with(".h"); }
    bool in(std::string_view folder) const { return path.starts_with(folder); }
    int lines() const;
};

/// Every file of the project by path, without what is built, installed or private to a machine.
const std::vector<SourceFile>& tree();

/// A file that goes into the product: not a test, not the sandbox, not the demonstration.
bool is_product(const SourceFile&);

struct Include {
    int line = 0;
    std::string header;
};
/// The `#include "…"` lines of a file.
std::vector<Include> includes_of(const SourceFile&);

/// The text without comments, strings kept.
std::string without_comments(const std::string& text);

}  // namespace structure_tests
