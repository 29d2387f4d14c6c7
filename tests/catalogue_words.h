// The words that the catalogue of functions gives each of them.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/source_dir.h"

/// By the id of the function, as written, remarks in brackets included; empty when that document is not beside the project.
inline std::map<std::string, std::vector<std::string>> catalogued_words() {
    std::ifstream in(source_dir() + "/../shared/catalogue.md");
    std::map<std::string, std::vector<std::string>> words;
    bool in_section = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("## ")) in_section = line.starts_with("## 13.");
        if (!in_section || !line.starts_with("| ") || line.starts_with("| id ")) continue;
        const std::size_t bar = line.find(" | ", 2);
        std::istringstream cells(line.substr(bar + 3, line.rfind(" |") - bar - 3));
        for (std::string word; std::getline(cells, word, ',');) {
            word.erase(0, word.find_first_not_of(' '));
            words[line.substr(2, bar - 2)].push_back(word);
        }
    }
    return words;
}
