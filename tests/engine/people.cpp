// The population of the tests: the people transcripts speak of, out of the demonstration data, and 500 made-up adults.
#include "people.h"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/loaded.h"
#include "tests/source_dir.h"

namespace engine_tests {
namespace {

char check_digit(std::string_view seventeen) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (seventeen[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

std::string padded(int number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - text.size(), '0') + text;
}

/// Everything typed in any transcript: a name that none of them types need not be loaded.
std::set<std::string> typed_in_transcripts() {
    std::set<std::string> typed;
    for (const auto& entry : std::filesystem::directory_iterator(source_dir() + "/tests/dialogues")) {
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("> ")) typed.insert(line.substr(2));
        }
    }
    return typed;
}

}  // namespace

Citizen demonstration(const std::string& openid) { return {openid, "林志远", "440199199003074612", "13800138000"}; }

Citizen citizen(int n) {
    static constexpr std::array<const char*, 10> digits{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
    const std::string number = padded(n, 3);
    std::string name = "试";
    for (const char digit : number) name += digits[static_cast<std::size_t>(digit - '0')];
    std::string id_no = "44019919880203" + padded(n * 2 + 1, 3);
    id_no += check_digit(id_no);
    return {"o-citizen-" + number, name, id_no, "13911110" + number};
}

std::vector<services::Answers> population() {
    std::vector<services::Answers> people;
    for (int n = 0; n < citizens; ++n) {
        const Citizen one = citizen(n);
        people.push_back(person(one.name, one.id_no, "M", 1988));
    }
    std::ifstream in(POLICE_POPULATION);
    std::string row;
    REQUIRE_MESSAGE(std::getline(in, row), "the demonstration data is missing: build the target demonstration");
    const std::set<std::string> wanted = typed_in_transcripts();
    for (int line = 1; std::getline(in, row); ++line) {
        std::array<std::string, 5> cells;
        std::istringstream columns(row);
        for (std::string& cell : cells) std::getline(columns, cell, ',');
        constexpr int known_by_name = 10;  // the generator writes those first
        if (line > known_by_name && !wanted.contains(cells[0])) continue;
        people.push_back(person(cells[0], cells[1], cells[2], std::stoi(cells[3].substr(0, 4)), cells[4]));
    }
    return people;
}

}  // namespace engine_tests
