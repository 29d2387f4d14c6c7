// The functions of a file and how many lines each takes, read from clang-formatted text.
#pragma once

#include <string>
#include <vector>

namespace structure_tests {

struct Function {
    std::string name;  // as it stands before its arguments
    int line = 0;      // where its signature begins
    int lines = 0;     // from there to its closing brace; what is defined inside belongs to it
};

/// Every function with a body, members included. Tables and other initialisers outside of functions are none.
std::vector<Function> functions_of(const std::string& text);

}  // namespace structure_tests
