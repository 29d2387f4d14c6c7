// What holds of every table: how long its rows stay and who deletes them is said; what is sealed moves to another key; who leaves is
// erased.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "db/migrate.h"
#include "tree.h"

using namespace structure_tests;

namespace {

const std::string& text_of(const std::string& path) {
    const auto found = std::ranges::find(tree(), path, &SourceFile::path);
    REQUIRE(found != tree().end());
    return found->text;
}

/// The columns of each table, and those of sealed values among them: db/migrations.cpp says that these are MEDIUMTEXT.
struct Columns {
    std::set<std::string> all, sealed;

    void add(const std::string& name, const std::string& type) {
        all.insert(name);
        if (type == "MEDIUMTEXT") sealed.insert(name);
    }
};

std::map<std::string, Columns> tables() {
    const std::regex create(R"(CREATE TABLE IF NOT EXISTS ([a-z_]+) \()"), column(R"(\n  ([a-z_]+) ([A-Z]+))"),
        alter(R"(ALTER TABLE ([a-z_]+) ADD COLUMN ([a-z_]+) ([A-Z]+))");
    std::map<std::string, Columns> found;
    for (const db::Migration& step : db::migrations()) {
        for (const std::string& statement : step.statements) {
            std::smatch match;
            if (std::regex_search(statement, match, alter)) found[match[1]].add(match[2], match[3]);
            if (!std::regex_search(statement, match, create)) continue;
            Columns& columns = found[match[1]];
            for (auto each = std::sregex_iterator(statement.begin(), statement.end(), column); each != std::sregex_iterator(); ++each)
                columns.add((*each)[1], (*each)[2]);
        }
    }
    return found;
}

struct Retention {
    std::string how_long, who_deletes;
};

/// The table under "How long rows stay" in db/README.md.
std::map<std::string, Retention> retentions() {
    const std::string& readme = text_of("db/README.md");
    const std::size_t begin = readme.find("## How long rows stay");
    REQUIRE(begin != std::string::npos);
    const std::string section = readme.substr(begin, readme.find("\n## ", begin + 1) - begin);
    const std::regex row(R"(\n\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|)");
    std::map<std::string, Retention> found;
    for (auto each = std::sregex_iterator(section.begin(), section.end(), row); each != std::sregex_iterator(); ++each) {
        const bool is_new = found.emplace((*each)[1].str(), Retention{(*each)[2].str(), (*each)[3].str()}).second;
        CHECK_MESSAGE(is_new, (*each)[1].str(), " stands twice");
    }
    return found;
}

/// The row of a table in db/rekey.cpp; empty when there is none.
std::string rekeyed(const std::string& table) {
    const std::string& text = text_of("db/rekey.cpp");
    const std::size_t begin = text.find("\n        {\"" + table + "\",");
    return begin == std::string::npos ? "" : text.substr(begin, text.find("\n        {\"", begin + 1) - begin);
}

bool product_calls(const std::string& call) {
    return std::ranges::any_of(tree(), [&](const SourceFile& file) {
        if (!is_product(file) || !file.is_cpp()) return false;
        const std::string code = without_comments(file.text);
        return code.find("stores_." + call + "(") != std::string::npos || code.find("stores." + call + "(") != std::string::npos;
    });
}

}  // namespace

TEST_CASE("of every table it is said how long its rows stay, and what is said to delete them is called") {
    const auto retained = retentions();
    const auto there = tables();
    CHECK(there.size() > 20);
    for (const auto& [table, columns] : there) CHECK_MESSAGE(retained.contains(table), table, " has no line in db/README.md");
    for (const auto& [table, retention] : retained) CHECK_MESSAGE(there.contains(table), table, " is no table");
    const std::regex call(R"(`([a-z_]+\.[a-z_]+)`)");
    for (const auto& [table, retention] : retained) {
        const std::string& who = retention.who_deletes;
        for (auto each = std::sregex_iterator(who.begin(), who.end(), call); each != std::sregex_iterator(); ++each)
            CHECK_MESSAGE(product_calls((*each)[1]), table, ": nobody calls ", (*each)[1].str());
    }
}

TEST_CASE("every sealed column moves to another key") {
    int seen = 0;
    for (const auto& [table, columns] : tables()) {
        for (const std::string& column : columns.sealed) {
            ++seen;
            CHECK_MESSAGE(rekeyed(table).find("\"" + column + "\"") != std::string::npos, table, ".", column, " is not in db/rekey.cpp");
        }
    }
    CHECK(seen > 25);
}

TEST_CASE("whoever leaves is erased from every table that knows them, or it is said why not") {
    const std::string& forget = text_of("gateway/channels/wechat/events.cpp");
    const auto retained = retentions();
    int seen = 0;
    for (const auto& [table, columns] : tables()) {
        if (!columns.all.contains("user_sealed")) continue;
        ++seen;
        const bool is_erased = forget.find("stores_." + table + ".forget(transaction") != std::string::npos;
        const auto said = retained.find(table);
        const bool is_kept = said != retained.end() && said->second.how_long.find("stays when its user leaves: ") != std::string::npos;
        const std::string wrong = is_erased ? " is erased, though it is said to stay" : " is neither erased nor said to stay";
        CHECK_MESSAGE(is_erased != is_kept, table, wrong);
    }
    CHECK(seen >= 7);
}

TEST_CASE("a DELETE that is not erase_bounded's erases what belongs to one row, person, record or file") {
    const std::regex narrow(
        R"re(^DELETE FROM ([a-z_]+ WHERE ((id|draft|mark|name|record|subject|file) = \?|"\) \+ of_holder|" \+ is_any\("(citizen|mark)")|)re"
        R"re(data_loads WHERE load_id = \?))re");
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_product(file) || file.path == "db/erase.cpp") continue;
        const std::string code = without_comments(file.text);
        for (std::size_t at = code.find("DELETE FROM"); at != std::string::npos; at = code.find("DELETE FROM", at + 1)) {
            ++seen;
            const std::string statement = code.substr(at, 120);
            CHECK_MESSAGE(std::regex_search(statement, narrow), file.path, " erases any number of rows at once: ", statement);
        }
    }
    CHECK(seen > 10);
}
