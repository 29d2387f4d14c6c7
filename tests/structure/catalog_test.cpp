// The catalog against its folder, its own rules and the list of words residents type.
#include "services/form/catalog.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <regex>
#include <set>

#include "services/answers/folding.h"
#include "tests/catalogue_words.h"
#include "tree.h"
#include "wechat/utf8.h"

using namespace structure_tests;

namespace {

std::string text_of(const std::string& path) {
    const auto found = std::ranges::find(tree(), path, &SourceFile::path);
    REQUIRE(found != tree().end());
    return found->text;
}

std::set<std::string> named_in_the_list() {
    const std::string list = text_of("services/catalog.def");
    const std::regex line(R"(^SERVICE\(([a-z_]+), ([a-z0-9_]+)\)$)", std::regex::multiline);
    std::set<std::string> paths;
    for (auto each = std::sregex_iterator(list.begin(), list.end(), line); each != std::sregex_iterator(); ++each) {
        CHECK_MESSAGE(paths.insert("services/" + (*each)[1].str() + "/" + (*each)[2].str() + ".cpp").second, each->str(), " stands twice");
    }
    return paths;
}

}  // namespace

TEST_CASE("every line of catalog.def has its file, and every service its line") {
    const std::set<std::string> named = named_in_the_list();
    for (const std::string& path : named) {
        CHECK_MESSAGE(std::ranges::find(tree(), path, &SourceFile::path) != tree().end(), path, " is named, but not there");
    }
    // CMake compiles every file of a department, helpers as well as services: a service without a line would be built and never offered.
    const std::regex definition(R"(^Service ([a-z0-9_]+)\(\))", std::regex::multiline);
    std::size_t defined = 0;
    for (const SourceFile& file : tree()) {
        if (!file.in("services/") || !file.path.ends_with(".cpp")) continue;
        for (auto each = std::sregex_iterator(file.text.begin(), file.text.end(), definition); each != std::sregex_iterator(); ++each) {
            ++defined;
            CHECK_MESSAGE(file.path.ends_with("/" + (*each)[1].str() + ".cpp"), file.path, " defines ", (*each)[1].str());
            CHECK_MESSAGE(named.contains(file.path), file.path, " is a service, but not named in catalog.def");
        }
    }
    CHECK(defined == named.size());
    CHECK(named.size() == services::catalog().all().size());
}

TEST_CASE("a service is what its file is called") {
    for (const auto& service : services::catalog().all()) {
        CHECK_MESSAGE(named_in_the_list().contains("services/" + service.department + "/" + service.id + ".cpp"), service.id);
    }
}

TEST_CASE("ids, titles and words are fit for residents") {
    std::map<std::string, std::string> owner;
    for (const auto& service : services::catalog().all()) {
        CAPTURE(service.id);
        CHECK(wechat::code_points(service.title) <= 12);
        CHECK(wechat::code_points(service.title) >= 2);
        CHECK_MESSAGE(owner.emplace(service.title, service.id).second, service.title, " is also the name of ", owner[service.title]);
        CHECK(!service.words.empty());
        CHECK(!service.channels.empty());
        for (const std::string& word : service.words) {
            CHECK(!word.empty());
            CHECK_MESSAGE(services::normalise(word, {}).text == word, word, " can never be typed like this");
            if (word == service.title) continue;
            CHECK_MESSAGE(owner.emplace(word, service.id).second, word, " also opens ", owner[word]);
        }
    }
}

TEST_CASE("the words are those of the catalogue") {
    const auto catalogued = catalogued_words();
    if (catalogued.empty()) {
        std::printf("SKIPPED 1 case: the catalogue is not beside the project\n");
        return;
    }
    CHECK(catalogued.size() == 57);
    for (const auto& service : services::catalog().all()) {
        const auto row = catalogued.find(service.id);
        if (row == catalogued.end()) {
            // Not one of the 57 functions: the proof of identity that several of them need.
            CHECK(service.id == "bind_identity");
            continue;
        }
        const std::set<std::string> words(service.words.begin(), service.words.end());
        std::set<std::string> given;
        for (const std::string& word : row->second) given.insert(word.substr(0, word.find(" (→")));
        for (const std::string& word : given) CHECK_MESSAGE(words.contains(word), service.id, " lacks ", word);
        for (const std::string& word : words)
            CHECK_MESSAGE(given.contains(word), service.id, " has ", word, ", which the catalogue does not give it");
    }
}
