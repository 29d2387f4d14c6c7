#include "services/distress/tokens.h"

#include <algorithm>

#include "wechat/utf8.h"

namespace services {

std::vector<Token> tokens_of(std::string_view line) {
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t begin = line.find_first_not_of(" \t\r", at);
        if (begin == std::string_view::npos || line[begin] == '#') break;
        const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
        tokens.push_back({line.substr(begin, end - begin), static_cast<int>(wechat::code_points(line.substr(0, begin))) + 1});
        at = end;
    }
    return tokens;
}

}  // namespace services
