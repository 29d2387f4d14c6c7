// The administrator's files in every bad state, each file in each of them: nothing is in force, and the message has a place and a cause.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "cases.h"
#include "gateway/channels/wechat/chat.h"
#include "tests/gateway/config_folder.h"

using namespace hostile;
using config_test::Folder;

namespace {

struct Spoilt {
    std::string name;
    std::string file;
    std::function<std::string(const std::string&)> spoil;  // the good text to the bad one
    std::string place;                                     // "line:column", or empty: anywhere in the file
    std::string cause;
};

struct Way {
    const char* name;
    std::function<std::string(const std::string&)> spoil;
    const char* place;
    const char* cause;
};

/// Puts an entry in front of all others; a comma after the last one is allowed.
std::string put(const std::string& good, const std::string& entry) {
    const auto begin = good.starts_with('{') ? 0 : good.find("\n{") + 1;
    return std::string(good).insert(begin + 1, entry + ",");
}

const std::vector<Way>& ways() {
    static const std::vector<Way> all{
        {"empty", [](const std::string&) { return ""; }, "1:1", "the file is empty"},
        {"white space", [](const std::string&) { return " \n\n"; }, "3:1", "the file is empty"},
        {"a list", [](const std::string&) { return "[]"; }, "1:1", "is a list"},
        {"a number", [](const std::string&) { return "7"; }, "1:1", "is a number"},
        {"a text", [](const std::string&) { return "\"{}\""; }, "1:1", "is text"},
        {"null", [](const std::string&) { return "null"; }, "1:1", "is null"},
        {"Tencent/rapidjson#1956: 200,000 brackets", [](const std::string&) { return repeat("[", 200'000); }, "1:33",
         "nested more than 32 deep"},
        {"Tencent/rapidjson#1027: 200,000 objects", [](const std::string&) { return repeat("{\"a\":", 200'000); }, "1:161",
         "nested more than 32 deep"},
        {"Tencent/rapidjson#2282: 200,000 brackets, closed", [](const std::string&) { return repeat("[", 200'000) + repeat("]", 200'000); },
         "1:33", "nested more than 32 deep"},
        {"depth of 33", [](const std::string&) { return repeat("[", 33) + repeat("]", 33); }, "1:33", "nested more than 32 deep"},
        {"never closed", [](const std::string& good) { return good.substr(0, good.rfind('}')); }, "", "the file ends too early"},
        {"more after its end", [](const std::string& good) { return good + "\n{}"; }, "", "more text after the end of the document"},
        {"key given twice", [](const std::string& good) { return put(good, "\"zz\": 1, \"zz\": 2"); }, "",
         "duplicate key \"zz\", expected each key once"},
        {"key given twice by an escape", [](const std::string& good) { return put(good, "\"zz\": 1, \"z\\u007a\": 2"); }, "",
         "duplicate key \"zz\""},
        {"unknown key", [](const std::string& good) { return put(good, "\"__proto__\": {}"); }, "", "__proto__"},
        {"key of NUL", [](const std::string& good) { return put(good, "\"\\u0000\": 1"); }, "", "expected"},
        {"key of terminal escapes", [](const std::string& good) { return put(good, "\"\\u001b[2J\": 1"); }, "", "\\x1b[2J"},
        {"bad UTF-8", [](const std::string& good) { return put(good, "\"z\": \"\xC0\xAF\""); }, "", "this is not UTF-8"},
        {"surrogate", [](const std::string& good) { return put(good, "\"z\": \"\xED\xA0\x80\""); }, "", "this is not UTF-8"},
        {"lone escaped surrogate", [](const std::string& good) { return put(good, "\"z\": \"\\ud800\""); }, "", "invalid \\u escape"},
        {"GBK", [](const std::string&) { return "{\"a\": \"\xB9\xE3\xD6\xDD\"}"; }, "1:8", "this is not UTF-8 (GBK, perhaps?)"},
        {"UTF-16", [](const std::string&) { return std::string("\xFF\xFE{\0}\0", 6); }, "1:1", "this is not UTF-8"},
        {"NUL", [](const std::string& good) { return std::string(1, '\0') + good; }, "1:1", "a NUL byte"},
        {"control character in text", [](const std::string& good) { return put(good, "\"z\": \"\x1B[2J\""); }, "",
         "invalid character in text"},
        {"21 digits", [](const std::string& good) { return put(good, "\"z\": 123456789012345678901"); }, "", "unknown"},
        {"number without end", [](const std::string& good) { return put(good, "\"z\": 1e999"); }, "", "the number is too big"},
        {"NaN", [](const std::string& good) { return put(good, "\"z\": NaN"); }, "", "expected a value"},
        {"hexadecimal", [](const std::string& good) { return put(good, "\"z\": 0x10"); }, "", "expected a comma"},
        {"merge conflict", [](const std::string& good) { return "<<<<<<< HEAD\n" + good; }, "1:1", "a merge conflict was left in the file"},
        {"full-width quotes", [](const std::string& good) { return put(good, "“z”: 1"); }, "", "full-width"},
        {"10 MiB", [](const std::string& good) { return good + repeat(" ", 10 << 20); }, "1:1", "expected at most 1048576"},
        {"an XML file", [](const std::string&) { return "<?xml version=\"1.0\"?><xml/>"; }, "1:1", "expected a value"},
        {"a million zeros on one line", [](const std::string&) { return "[" + repeat("0,", 500'000) + "0]"; }, "1:1", "is a list"},
    };
    return all;
}

std::vector<Spoilt> all_files() {
    std::vector<Spoilt> all;
    for (const std::string& file : gateway::config_files())
        for (const Way& way : ways()) {
            // The reading of JSON is the same for all files: what takes long is tried on one.
            const bool is_long = std::string_view(way.name).find("illion") != std::string_view::npos ||
                                 std::string_view(way.name).find("00,000") != std::string_view::npos;
            if (is_long && file != "menu.json") continue;
            all.push_back({file + ": " + way.name, file, way.spoil, way.place, way.cause});
        }
    return all;
}

/// Where the numbers of a file stand, a number of 21 digits: it is not an integer any more, and never rounded.
struct Number {
    const char* file;
    const char* from;
    const char* to;
    const char* cause;
};
const std::vector<Number> numbers{
    {"gateway.json", "\"port\": 8080", "\"port\": 808080808080808080808", "\"port\" is a number, expected a whole number"},
    {"gateway.json", "\"port\": 8080", "\"port\": 18446744073709551617", "\"port\" is a number, expected a whole number"},
    {"gateway.json", "\"port\": 8080", "\"port\": 9223372036854775807", "is out of range"},
    {"gateway.json", "\"port\": 8080", "\"port\": 8080e0", "\"port\" is a number, expected a whole number"},
    {"gateway.json", "\"port\": 8080", "\"port\": -0", "is out of range"},
    {"fees.json", "\"yuan\": 20", "\"yuan\": 200000000000000000000", "out of range"},
    {"fees.json", "\"yuan\": 20", "\"yuan\": 2e300", "out of range"},
    {"fees.json", "\"yuan\": 20", "\"yuan\": 20.00000000000000000001", ""},
    {"services/household.json", "\"book_ahead_days\": 14", "\"book_ahead_days\": 140000000000000000000", "expected a whole number"},
    {"offices.json", "\"average_minutes\": 15", "\"average_minutes\": 150000000000000000000", "expected a whole number"},
};

const std::vector<std::string> notices{"<script>alert(1)</script>系统维护",
                                       "<a href=\"http://evil.example/\">点这里</a>系统维护",
                                       "</a>系统维护<a href='x'>",
                                       "系统维护]]>",
                                       "系统维护&lt;b&gt;",
                                       "系统维护{{first.DATA}}%s"};

/// A problem of the file that ends the load: `file:line:column: …cause…`.
bool says(const gateway::Loaded& loaded, const std::string& file, const std::string& place, const std::string& cause) {
    return std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const gateway::Problem& it) {
        const std::string at = file + ":" + std::to_string(it.line) + ":" + std::to_string(it.column) + ": ";
        const bool is_there =
            place.empty() ? it.line >= 1 && it.column >= 1 : place == std::to_string(it.line) + ":" + std::to_string(it.column);
        return is_there && !it.warning && it.text().starts_with(at) && it.text().find(cause) != std::string::npos;
    });
}

}  // namespace

std::vector<std::string> hostile::names_of_config_files() {
    std::vector<std::string> names;
    for (const Spoilt& it : all_files()) names.push_back("config: " + it.name);
    for (const Number& it : numbers) names.push_back(std::string("config: ") + it.file + ", " + it.to);
    for (const std::string& it : notices) names.push_back("Easy!Appointments 1.6.0, XSS by a closed message: " + it);
    for (const char* it : {"a loop of two links", "a link to itself", "a link to a folder", "a link to a device", "a link to nothing"})
        names.push_back(std::string("config: ") + it);
    return names;
}

TEST_CASE("hostile config files: not in force, with line, column and cause") {
    const Folder folder;
    for (const Spoilt& it : all_files()) {
        CAPTURE(it.name);
        const std::string path = folder.at(it.file), good = config_test::read(path);
        config_test::write(path, it.spoil(good));
        const auto loaded = folder.load();
        CAPTURE(config_test::listing(loaded).substr(0, 500));
        CHECK(loaded.config == nullptr);
        CHECK(says(loaded, path, it.place, it.cause));
        for (const auto& problem : loaded.problems)
            for (const char c : problem.text()) CHECK(static_cast<unsigned char>(c) >= 0x20);
        config_test::write(path, good);
    }
    CHECK(folder.load().config != nullptr);
}

TEST_CASE("numbers beyond their kind are refused, never rounded") {
    for (const Number& it : numbers) {
        CAPTURE(std::string(it.to));
        const Folder folder;
        const int line = folder.edit(it.file, it.from, it.to);
        const auto loaded = folder.load();
        CAPTURE(config_test::listing(loaded));
        if (std::string_view(it.cause).empty()) {
            CHECK(loaded.config != nullptr);  // more digits than a double has, and the same amount
            continue;
        }
        CHECK(loaded.config == nullptr);
        const bool found = std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const gateway::Problem& problem) {
            return problem.line == line && problem.file == folder.at(it.file) && problem.message.find(it.cause) != std::string::npos;
        });
        CHECK(found);
    }
}

TEST_CASE("links that lead nowhere") {
    namespace fs = std::filesystem;
    const auto refused = [](const Folder& folder, const std::string& cause) {
        const auto loaded = folder.load();
        CAPTURE(config_test::listing(loaded));
        CHECK(loaded.config == nullptr);
        CHECK(says(loaded, folder.at("menu.json"), "1:1", cause));
    };
    const auto linked = [&](const std::string& to, const std::string& cause) {
        const Folder folder;
        fs::remove(folder.at("menu.json"));
        fs::create_symlink(to, folder.at("menu.json"));
        refused(folder, cause);
    };
    linked("menu.json", "a symbolic link that leads back to itself");
    linked("services", "not a regular file");
    linked("/dev/zero", "not a regular file");
    linked("nowhere.json", "the file is missing");
    const Folder folder;
    fs::remove(folder.at("menu.json"));
    fs::create_symlink("b.json~", folder.at("menu.json"));
    fs::create_symlink("menu.json", folder.at("b.json~"));
    refused(folder, "a symbolic link that leads back to itself");
}

TEST_CASE("a closed message is text, whatever an administrator put into it") {
    for (const std::string& notice : notices) {
        CAPTURE(notice);
        const Folder folder;
        std::string quoted;
        for (const char c : notice) quoted += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, c);
        folder.edit("services/household.json", "\"notice\": \"\"", "\"notice\": \"" + quoted + "\"");
        const auto loaded = folder.load();
        REQUIRE_MESSAGE(loaded.config, config_test::listing(loaded));
        std::string kept;
        for (const auto& [id, settings] : loaded.config->figures.settings)
            if (!settings.notice.empty()) kept = settings.notice;
        CHECK(kept == notice);
        services::Session session;
        const std::string shown = gateway::chat_text({.text = kept, .options = {{"a", kept}}, .hint = kept}, session, false, 2048);
        CHECK(shown.find('<') == std::string::npos);
    }
}
