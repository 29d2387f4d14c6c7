#include <doctest/doctest.h>

#include "config_folder.h"
#include "gateway/config/words.h"

namespace {

using namespace config_test;

/// An edit of each key that needs a restart.
struct Edit {
    const char* key;
    const char* from;
    const char* to;
};

const std::vector<Edit> edits{
    {"listen.host", "\"host\": \"127.0.0.1\"", "\"host\": \"127.0.0.2\""},
    {"listen.port", "8080,", "8099,"},
    {"listen.proxies", "\"proxies\": []", "\"proxies\": [\"10.0.0.1\"]"},
    {"admin.host", "\"host\": \"127.0.0.1\",\n        // Port to listen on; another",
     "\"host\": \"127.0.0.2\",\n        // Port to listen on; another"},
    {"admin.port", "8081", "8098"},
    {"database", "sqlite:var/police.db", "sqlite:var/other.db"},
    {"database_password", "\"database_password\": \"\"", "\"database_password\": \"x\""},
    {"sessions", "memory:\"", "redis://h/1\""},
    {"sessions_password", "\"sessions_password\": \"\"", "\"sessions_password\": \"x\""},
    {"keys.data", "var/data.key", "var/other.key"},
    {"keys.index", "var/index.key", "var/other.key"},
    {"demonstration", "\"demonstration\": true", "\"demonstration\": false"},
    {"sms_url", "8090/api/sms", "8090/api/smses"},
    {"limits.threads", "\"threads\": 32", "\"threads\": 33"},
    {"limits.max_body_bytes", "65536", "65537"},
};

TEST_CASE("every key marked in the table keeps its value until a restart, and is named") {
    std::vector<std::string> marked;
    for (const auto& key : gateway::gateway_keys())
        if (key.restart && key.path != "production") marked.push_back(key.path);  // production alone makes the sandbox's config invalid
    std::vector<std::string> covered;
    const Folder folder;
    const auto before = folder.load().config;
    REQUIRE(before);
    for (const auto& edit : edits) {
        CAPTURE(edit.key);
        covered.emplace_back(edit.key);
        const Folder changed;
        changed.edit("gateway.json", edit.from, edit.to);
        const auto after = changed.load();
        REQUIRE_MESSAGE(after.config, listing(after));
        CHECK(gateway::needs_restart(*before, *after.config) == std::vector<std::string>{edit.key});
        CHECK(gateway::needs_restart(*before, gateway::with_restart_keys_of(*before, *after.config)).empty());
    }
    CHECK(covered == marked);
}

TEST_CASE("other keys do not wait") {
    const Folder folder;
    const auto before = folder.load().config;
    folder.edit("gateway.json", "\"token\": \"sandboxToken\"", "\"token\": \"another\"");
    folder.edit("gateway.json", "\"tappable_lines\": true", "\"tappable_lines\": false");
    const auto after = folder.load().config;
    REQUIRE(after);
    CHECK(gateway::needs_restart(*before, *after).empty());
    CHECK(gateway::with_restart_keys_of(*before, *after).wechat.token == "another");
}

TEST_CASE("the nearest word") {
    const std::vector<std::string> words{"enabled", "notice", "hours", "id_card_appointment"};
    CHECK(gateway::nearest("enabld", words) == "enabled");
    CHECK(gateway::nearest("Enabled", words) == "enabled");
    CHECK(gateway::nearest("notcie", words) == "notice");
    CHECK(gateway::nearest("idcard_appointment", words) == "id_card_appointment");
    CHECK(gateway::nearest("zebra", words).empty());
    CHECK(gateway::nearest("", words).empty());
    CHECK(gateway::edit_distance("ab", "ba") == 1);
    CHECK(gateway::edit_distance("kitten", "sitting") == 3);
}

}  // namespace
