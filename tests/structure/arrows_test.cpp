// Who may include whom: the arrows of the design point down only.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string>

#include "tree.h"

using namespace structure_tests;

namespace {

/// Files whose path begins with `who` may include headers that begin with one of `may`, and no others.
struct Arrow {
    std::string_view who;
    std::vector<std::string_view> may;
};

const std::vector<Arrow>& arrows() {
    static const std::vector<Arrow> all{
        {"wechat/", {"wechat/"}},
        {"db/", {"db/", "wechat/bytes.h"}},
        {"payment/", {"payment/", "db/", "wechat/"}},
        {"services/",
         {"services/", "db/", "payment/", "wechat/bytes.h", "wechat/utf8.h", "general_standard_characters.inc", "unified_radicals.inc",
          "distress_rules.inc", "distress_model.inc", "gazetteer.inc"}},
        {"gateway/", {"gateway/", "services/", "payment/", "db/", "wechat/", "desk_pages/"}},
    };
    return all;
}

using Room = std::vector<std::string_view>;  // its folder, or what its files begin with
using Floor = std::vector<Room>;             // rooms of which none includes another

/// From the roof down: a room includes itself and the floors below, nothing above and nothing beside.
const std::vector<std::vector<Floor>>& houses() {
    static const std::vector<std::vector<Floor>> all{
        {{{"gateway/commands/", "gateway/main.", "gateway/serve.", "gateway/world."}},
         {{"gateway/channels/"}, {"gateway/desk/"}},
         {{"gateway/pages/"}},
         {{"gateway/jobs/"}},
         {{"gateway/upstream/"}, {"gateway/data/"}},
         {{"gateway/config/"}},
         {{"gateway/http/"}},
         {{"gateway/log.", "gateway/metrics.", "gateway/clock."}}},
        {{{"services/traffic/"},
          {"services/exit_entry/"},
          {"services/household/"},
          {"services/security/"},
          {"services/community/"},
          {"services/chat/"}},
         {{"services/shapes/"}},
         {{"services/answers/"}},
         {{"services/form/"}},
         {{"services/rules/"}},
         {{"services/distress/"}}},
        {{{"db/stores.", "db/rekey."}}, {{"db/stores/"}}, {{"db/"}}},
    };
    return all;
}

/// Where a path stands: house, floor and room, of the longest beginning that fits.
struct Address {
    std::size_t house = 0, floor = 0, room = 0, length = 0;
    bool is_known() const { return length > 0; }
};

Address address_of(std::string_view path) {
    Address best;
    for (std::size_t house = 0; house < houses().size(); ++house) {
        for (std::size_t floor = 0; floor < houses()[house].size(); ++floor) {
            for (std::size_t room = 0; room < houses()[house][floor].size(); ++room) {
                for (const std::string_view begins : houses()[house][floor][room]) {
                    if (path.starts_with(begins) && begins.size() > best.length) best = {house, floor, room, begins.size()};
                }
            }
        }
    }
    return best;
}

bool may_include(const Address& from, const Address& to) {
    return from.house != to.house || to.floor > from.floor || (to.floor == from.floor && to.room == from.room);
}

bool is_department(const SourceFile& file) {
    constexpr std::array departments{"services/traffic/", "services/exit_entry/", "services/household/", "services/security/",
                                     "services/community/"};
    return std::ranges::any_of(departments, [&](const char* folder) { return file.in(folder); });
}

/// Against a helper that only services of its department need.
bool is_service(const SourceFile& file) {
    const std::size_t name = file.path.rfind('/') + 1;
    return file.text.find("\nService " + file.path.substr(name, file.path.rfind('.') - name) + "()") != std::string::npos;
}

std::string where(const SourceFile& file, const Include& include) {
    return file.path + ":" + std::to_string(include.line) + " includes " + include.header;
}

/// What a file includes, and what that includes, and so on.
std::set<std::string> seen_by(const SourceFile& file) {
    std::set<std::string> seen;
    std::vector<const SourceFile*> open{&file};
    while (!open.empty()) {
        const SourceFile& next = *open.back();
        open.pop_back();
        for (const Include& include : includes_of(next)) {
            const auto found = std::ranges::find(tree(), include.header, &SourceFile::path);
            if (seen.insert(include.header).second && found != tree().end()) open.push_back(&*found);
        }
    }
    return seen;
}

}  // namespace

TEST_CASE("includes point down only") {
    int seen = 0;
    for (const SourceFile& file : tree()) {
        const auto arrow = std::ranges::find_if(arrows(), [&](const Arrow& each) { return file.in(each.who); });
        if (!file.is_cpp() || arrow == arrows().end()) continue;
        for (const Include& include : includes_of(file)) {
            ++seen;
            const bool is_allowed = std::ranges::any_of(arrow->may, [&](std::string_view may) {
                return may.ends_with('/') ? include.header.starts_with(may) : include.header == may;
            });
            CHECK_MESSAGE(is_allowed, where(file, include));
        }
    }
    CHECK(seen > 200);
}

TEST_CASE("every file stands in a room, and includes its own and those below") {
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || (!file.in("gateway/") && !file.in("services/") && !file.in("db/"))) continue;
        const Address from = address_of(file.path);
        CHECK_MESSAGE(from.is_known(), file.path, " stands in no room of the design");
        for (const Include& include : includes_of(file)) {
            const Address to = address_of(include.header);
            if (!to.is_known()) continue;
            ++seen;
            CHECK_MESSAGE(may_include(from, to), where(file, include));
        }
    }
    CHECK(seen > 500);
}

TEST_CASE("rules, answers, flow and spec are pure: whatever they include knows no store") {
    constexpr std::array pure{"services/distress/",     "services/rules/",        "services/answers/",      "services/form/flow.",
                              "services/form/spec.",    "services/chat/words",    "services/chat/phrases.", "services/chat/elsewhere.",
                              "services/chat/finding.", "services/chat/hearing.", "services/chat/picking."};
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || std::ranges::none_of(pure, [&](const char* begins) { return file.in(begins); })) continue;
        for (const std::string& header : seen_by(file)) {
            ++seen;
            // Values, without a store.
            const bool is_value = header == "db/lifecycle.h" || header == "db/channel_user.h";
            CHECK_MESSAGE((is_value || !header.starts_with("db/")), file.path, " sees ", header);
            if (file.in("services/rules/")) CHECK_MESSAGE(!header.starts_with("services/form/"), file.path, " sees ", header);
        }
    }
    CHECK(seen > 50);
}

TEST_CASE("the list of services is read in one place") {
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_product(file)) continue;
        for (const Include& include : includes_of(file)) {
            if (include.header == "services/catalog.def") CHECK_MESSAGE(file.path == "services/form/catalog.cpp", where(file, include));
        }
    }
}

TEST_CASE("the other side shares no source file with the product, nor the product with it") {
    constexpr std::array product{"gateway/", "services/", "payment/", "db/", "wechat/"};
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp()) continue;
        for (const Include& include : includes_of(file)) {
            const std::string here = where(file, include);
            CHECK_MESSAGE(include.header.find("..") == std::string::npos, here);
            if (is_product(file)) CHECK_MESSAGE((!include.header.starts_with("deploy/") && !include.header.starts_with("tests/")), here);
            if (!file.in("deploy/sandbox/")) continue;
            ++seen;
            CHECK_MESSAGE(std::ranges::none_of(product, [&](const char* folder) { return include.header.starts_with(folder); }), here);
        }
    }
    CHECK(seen > 20);
}

TEST_CASE("a service is written with the headers of services, and no file of a department asks the engine or goes round the counter") {
    constexpr std::array not_for_services{"services/form/counter.h", "services/form/catalog.h"};  // of services/chat none: another room
    int seen = 0;
    for (const SourceFile& file : tree()) {
        if (!file.is_cpp() || !is_department(file)) continue;
        ++seen;
        for (const Include& include : includes_of(file)) {
            // A helper may stand over the stores; what its services see of them is its affair.
            if (is_service(file))
                CHECK_MESSAGE((include.header.starts_with("services/") || include.header == "wechat/bytes.h" ||
                               include.header == "wechat/utf8.h" || include.header == "payment/fen.h"),
                              where(file, include));
            CHECK_MESSAGE(std::ranges::find(not_for_services, include.header) == not_for_services.end(), where(file, include));
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
