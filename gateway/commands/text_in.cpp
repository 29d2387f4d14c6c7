#include "gateway/commands/text_in.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace gateway {

std::string text_in(const std::string& file, std::size_t most) {
    if (file.empty()) return {};
    std::ifstream in;
    if (file != "-") {
        in.open(file, std::ios::binary);
        if (!in) throw std::runtime_error("cannot read " + file);
    }
    std::istream& from = file == "-" ? std::cin : in;
    std::string text{std::istreambuf_iterator<char>(from), {}};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
    if (text.empty() || text.size() > most) throw std::runtime_error("the text is empty or longer than " + std::to_string(most) + " bytes");
    return text;
}

}  // namespace gateway
