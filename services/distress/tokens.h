// A line of a file that an administrator writes, in parts: what distress.txt and gazetteer.txt are read by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace services {

/// One mistake in such a file; line and column begin with 1.
struct LineFault {
    int line = 0, column = 0;
    std::string why;  // English, with what was expected
};

struct Token {
    std::string_view text;
    int column = 0;  // in characters, from 1
};

/// The parts between blanks; what follows one that begins with # is a comment.
std::vector<Token> tokens_of(std::string_view line);

}  // namespace services
