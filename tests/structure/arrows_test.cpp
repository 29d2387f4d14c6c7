// Who may include whom: the arrows of the design point down only.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

#include "tree.h"

using namespace structure_tests;

namespace {

/// Files whose path begins with `who` may include headers that begin with one of `may`, and no others. The longest `who` counts.
struct Arrow {
    std::string_view who;
    std::vector<std::string_view> may;
};

const std::vector<Arrow>& arrows() {
    const std::vector<std::string_view> pure_headers{
        "services/form/spec.h",          "services/rules/figures.h", "services/rules/time.h", "services/answers/fields.h",
        "services/form/flow.h",          "services/rules/policy.h",  "services/chat/words.h", "payment/fen.h",
        "services/answers/characters.h", "wechat/bytes.h",           "wechat/utf8.h",         "general_standard_characters.inc"};
    static const std::vector<Arrow> all{
        {"wechat/", {"wechat/"}},
        {"db/", {"db/", "wechat/bytes.h"}},
        {"payment/", {"payment/", "db/", "wechat/"}},
        {"services/", {"services/", "db/", "payment/", "wechat/bytes.h", "wechat/utf8.h"}},
        {"services/flow.", pure_headers},
        {"services/fields", pure_headers},
        {"services/spec.", pure_headers},
        {"services/policy.", pure_headers},
        {"services/time.", pure_headers},
        {"services/words", pure_headers},
        {"gateway/", {"gateway/", "services/", "payment/", "db/", "wechat/"}},
    };
    return all;
}

const Arrow* arrow_of(const std::string& path) {
    const Arrow* longest = nullptr;
    for (const Arrow& arrow : arrows()) {
        if (path.starts_with(arrow.who) && (longest == nullptr || arrow.who.size() > longest->who.size())) longest = &arrow;
    }
    return longest;
}

bool is_department(const SourceFile& file) { return file.in("services/") && file.path.find('/', 9) != std::string::npos; }

}  // namespace

TEST_CASE("includes point down only") {
    int seen = 0;
    for (const SourceFile& file : tree()) {
        const Arrow* arrow = file.is_cpp() ? arrow_of(file.path) : nullptr;
        if (arrow == nullptr) continue;
        for (const Include& include : includes_of(file)) {
            ++seen;
            const bool is_allowed = std::ranges::any_of(arrow->may, [&](std::string_view may) {
                return may.ends_with('/') ? include.header.starts_with(may) : include.header == may;
            });
            CHECK_MESSAGE(is_allowed, file.path, ":", include.line, " includes ", include.header);
        }
    }
    CHECK(seen > 200);
}

TEST_CASE("the other side shares no source file with the product, nor the product with it") {
    constexpr std::array product{"gateway/", "services/", "payment/", "db/", "wechat/"};
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp()) continue;
        for (const Include& include : includes_of(file)) {
            const std::string where = file.path + ":" + std::to_string(include.line) + " includes " + include.header;
            CHECK_MESSAGE(include.header.find("..") == std::string::npos, where);
            if (is_product(file)) CHECK_MESSAGE((!include.header.starts_with("deploy/") && !include.header.starts_with("tests/")), where);
            if (!file.in("deploy/sandbox/")) continue;
            ++seen;
            CHECK_MESSAGE(std::ranges::none_of(product, [&](const char* folder) { return include.header.starts_with(folder); }), where);
        }
    }
    CHECK(seen > 20);
}

TEST_CASE("a service is written with the headers of services, and neither asks the engine nor goes round the counter") {
    constexpr std::array not_for_services{"services/chat/conversation.h", "services/form/counter.h", "services/chat/session.h",
                                          "services/chat/screen.h", "services/form/catalog.h"};
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_department(file)) continue;
        ++seen;
        for (const Include& include : includes_of(file)) {
            const std::string where = file.path + ":" + std::to_string(include.line) + " includes " + include.header;
            CHECK_MESSAGE((include.header.starts_with("services/") || include.header == "wechat/bytes.h" ||
                           include.header == "wechat/utf8.h" || include.header == "payment/fen.h"),
                          where);
            CHECK_MESSAGE(std::ranges::find(not_for_services, include.header) == not_for_services.end(), where);
        }
    }
    CHECK(seen >= 5);
}

TEST_CASE("above an interface nobody names an implementation") {
    constexpr std::array implementations{"db/sqlite.h", "db/mysql.h", "db/redis.h", "db/memory.h"};
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || file.in("db/") || file.in("tests/db/")) continue;
        for (const Include& include : includes_of(file)) {
            CHECK_MESSAGE(std::ranges::find(implementations, include.header) == implementations.end(), file.path, ":", include.line,
                          " includes ", include.header);
        }
    }
}

TEST_CASE("only the edges read a clock, and nothing below the gateway reads the environment") {
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_product(file)) continue;
        const std::string code = without_comments(file.text);
        if (file.in("services/") || file.in("wechat/")) {
            CHECK_MESSAGE(code.find("system_clock::now") == std::string::npos, file.path, " reads the clock; it is an argument");
        }
        if (!file.in("gateway/")) CHECK_MESSAGE(code.find("getenv") == std::string::npos, file.path, " reads the environment");
    }
}

TEST_CASE("what proves a secret is compared in constant time") {
    constexpr std::array proofs{"signature(", "hmac_sha256("};
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_product(file)) continue;
        std::istringstream lines(without_comments(file.text));
        for (std::string line; std::getline(lines, line);) {
            if (std::ranges::none_of(proofs, [&](const char* proof) { return line.find(proof) != std::string::npos; })) continue;
            ++seen;
            CHECK_MESSAGE((line.find("==") == std::string::npos && line.find("!=") == std::string::npos), file.path, " compares: ", line);
        }
        const std::size_t at = file.text.find("bool equal_constant_time(");
        if (file.path.ends_with(".cpp") && at != std::string::npos) CHECK(file.text.find("CRYPTO_memcmp", at) < at + 300);
    }
    CHECK(seen > 4);
}
