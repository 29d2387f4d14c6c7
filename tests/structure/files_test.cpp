// What holds of every file: its length, what it may not contain, what stands above a key of the configuration.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <regex>
#include <sstream>

#include "functions.h"
#include "tree.h"

using namespace structure_tests;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("services are short") {
    int seen = 0;
    for (const auto& [name, wanted] : {std::pair{"anonymous_tip", 45}, {"event_signup", 60}, {"reendorsement", 80}}) {
        for (const SourceFile& file : tree()) {
            if (file.path != std::string("tests/authoring/") + name + ".cpp") continue;
            ++seen;
            std::printf("%6d lines of %d  %s\n", file.lines(), wanted, name);
            CHECK(file.lines() < wanted * 3 / 2);
        }
    }
    CHECK(seen == 3);
}

TEST_CASE("files are short") {
    std::vector<const SourceFile*> files;
    for (const SourceFile& file : tree()) {
        const bool is_code = file.is_cpp() || file.path.ends_with(".mjs") || file.path.ends_with(".js") || file.path.ends_with(".sh");
        if (is_code) files.push_back(&file);
    }
    REQUIRE(files.size() > 100);
    std::ranges::sort(files, std::greater{}, &SourceFile::lines);
    std::printf("the ten longest of %zu files:\n", files.size());
    for (std::size_t i = 0; i < 10; ++i) std::printf("%6d  %s\n", files[i]->lines(), files[i]->path.c_str());
    const int median = files[files.size() / 2]->lines();
    std::printf("the median is %d lines\n", median);
    CHECK(median < 100);
    for (const SourceFile* file : files) CHECK_MESSAGE(file->lines() <= 600, file->path, " has ", file->lines(), " lines");
}

TEST_CASE("no function has more than 70 lines") {
    constexpr int most = 70, worth_a_look = 40;
    int seen = 0, long_ones = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || (!is_product(file) && !file.in("deploy/"))) continue;
        for (const Function& function : functions_of(file.text)) {
            ++seen;
            if (function.lines > worth_a_look) ++long_ones;
            CHECK_MESSAGE(function.lines <= most, file.path, ":", function.line, ": ", function.name, " has ", function.lines, " lines");
        }
    }
    std::printf("%d of %d functions have more than %d lines\n", long_ones, seen, worth_a_look);
    CHECK(seen > 2000);
}

TEST_CASE("functions are found in whatever surrounds them") {
    const std::string text = R"x(
#define ROW(a) \
    { a }
namespace n {
const int table[] = {
    1,
};
struct Pair {
    explicit Pair(int a) : first{a}, second(a) {
        use("}", '}', 1'000);
    }
    bool operator==(const Pair&) const { return true; }  // {
    std::function<void()> call{[] { run(); }};
    int first{0};
};
template <class T>
auto twice(T x) -> std::vector<T> {
    const auto again = [&] {
        return x;
    };
    struct Local {
        void f() {}
    };
    return {x, again()};
}
int tried() try {
    return U'{';
} catch (const E&) {
    return R"({{{)"[0];
}
}  // namespace n
)x";
    std::string found;
    for (const Function& each : functions_of(text)) {
        found += each.name + " " + std::to_string(each.line) + " " + std::to_string(each.lines) + "\n";
    }
    CHECK(found == "Pair 9 3\noperator== 12 1\ntwice 16 10\ntried 26 5\n");
}

TEST_CASE("the product calls nothing that is known to go wrong") {
    const std::regex bad(R"(\b(rand|srand|sprintf|vsprintf|strcpy|strcat|gets|strtok|tmpnam|system|alloca|localtime|gmtime)\s*\()");
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_product(file)) continue;
        int number = 0;
        for (const std::string& line : lines_of(without_comments(file.text))) {
            ++number;
            CHECK_MESSAGE(!std::regex_search(line, bad), file.path, ":", number, ": ", line);
        }
    }
}

TEST_CASE("services and protocol catch nothing they do not know") {
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || (!file.in("services/") && !file.in("wechat/") && !file.in("payment/"))) continue;
        CHECK_MESSAGE(without_comments(file.text).find("catch (...)") == std::string::npos, file.path);
    }
}

TEST_CASE("every key of the shipped configuration has a comment above it") {
    // In menu.json one comment explains the rows; a row's keys stand on its line. What stands where in the services' files the table of
    // keys says (tests/gateway/config_shipped_test.cpp).
    const std::regex key(R"re(^\s*"([^"$]+)":)re");
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.in("deploy/config/") || file.path.ends_with(".schema.json") || file.path.ends_with("menu.json")) continue;
        if (file.in("deploy/config/services/")) continue;
        const std::vector<std::string> lines = lines_of(file.text);
        std::size_t rows_below = 0;  // indentation of a table whose rows are explained once, above it
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::size_t indent = lines[i].find_first_not_of(' ');
            if (indent == std::string::npos) continue;
            if (rows_below > 0 && indent > rows_below) continue;
            rows_below = lines[i].ends_with("[") ? indent : 0;
            if (!std::regex_search(lines[i], key)) continue;
            ++seen;
            const bool is_explained = i > 0 && lines[i - 1].find("//") != std::string::npos;
            CHECK_MESSAGE(is_explained, file.path, ":", i + 1, ": nothing says what this is: ", lines[i]);
        }
    }
    CHECK(seen > 50);
}

TEST_CASE("no word of one channel stands below the channels") {
    const std::regex words("回复|点击|“\\+”|对话框");
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !file.in("services/") || file.in("services/chat/")) continue;
        ++seen;
        std::smatch found;
        const std::string code = without_comments(file.text);
        CHECK_MESSAGE(!std::regex_search(code, found, words), file.path, ": ", found.str());
    }
    CHECK(seen > 40);
}

TEST_CASE("nothing in the tree knows the folder it was written in") {
    const std::string folder = std::string("/wo") + "rk/";
    for (const SourceFile& file : tree()) {
        const std::size_t at = file.text.find(folder);
        CHECK_MESSAGE(at == std::string::npos, file.path, ": ", file.text.substr(at == std::string::npos ? 0 : at, 60));
    }
}

TEST_CASE("every header opens with what it is") {
    for (const SourceFile& file : tree()) {
        if (!file.path.ends_with(".h")) continue;
        const auto lines = lines_of(file.text);
        REQUIRE(!lines.empty());
        CHECK_MESSAGE(lines.front().starts_with("// "), file.path, ":1 has no sentence");
        CHECK_MESSAGE(file.text.find("#pragma once") != std::string::npos, file.path);
    }
}
