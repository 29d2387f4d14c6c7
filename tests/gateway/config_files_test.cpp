// Files in a bad state, files that hold secrets, key files.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_folder.h"
#include "db/vault.h"
#include "gateway/config/files.h"
#include "gateway/config/key_files.h"

namespace {

using namespace config_test;
namespace fs = std::filesystem;

/// The line about the file that stands at its top, whatever else is said.
void refused_at_top(const Folder& folder, const std::string& file, const std::string& why) {
    const auto loaded = folder.load();
    CAPTURE(listing(loaded));
    CHECK(loaded.config == nullptr);
    CHECK(listing(loaded).find(folder.at(file) + ":1:1: " + why) != std::string::npos);
}

TEST_CASE("a file that has more bytes than it seemed to have, as one that grows while it is read") {
    const std::string path = "/proc/version";  // whose size is told as 0
    REQUIRE(fs::file_size(path) == 0);
    const auto whole = gateway::read_file(path, 65536);
    REQUIRE(whole.text);
    CHECK(whole.text->starts_with("Linux version "));
    CHECK(whole.text->ends_with("\n"));
    CHECK(gateway::read_file(path, whole.text->size()).text == whole.text);
    CHECK(gateway::read_file(path, whole.text->size() - 1).why ==
          "the file grew beyond " + std::to_string(whole.text->size() - 1) + " bytes while it was read");
}

TEST_CASE("a file that is missing, a folder, a loop, a FIFO, too long or not UTF-8") {
    SUBCASE("missing") {
        const Folder folder;
        fs::remove(folder.at("fees.json"));
        refused_at_top(folder, "fees.json", "the file is missing");
    }
    SUBCASE("a folder without any config") {
        const auto loaded = gateway::load_config("/nonexistent", services::catalog(), today);
        CHECK(loaded.config == nullptr);
        CHECK(loaded.problems.size() == 10);  // five departments, of which one has no services and needs no file
    }
    SUBCASE("a department without services needs no file") {
        const Folder folder;
        fs::remove(folder.at("services/security.json"));
        CHECK(folder.load().config != nullptr);
        fs::remove(folder.at("services/household.json"));
        refused_at_top(folder, "services/household.json", "the file is missing");
    }
    SUBCASE("a folder in its place") {
        const Folder folder;
        fs::remove(folder.at("menu.json"));
        fs::create_directory(folder.at("menu.json"));
        refused_at_top(folder, "menu.json", "not a regular file");
    }
    SUBCASE("a symbolic link to itself") {
        const Folder folder;
        fs::remove(folder.at("menu.json"));
        fs::create_symlink("menu.json", folder.at("menu.json"));
        refused_at_top(folder, "menu.json", "a symbolic link that leads back to itself");
    }
    SUBCASE("a FIFO does not block") {
        const Folder folder;
        fs::remove(folder.at("menu.json"));
        REQUIRE(::mkfifo(folder.at("menu.json").c_str(), 0600) == 0);
        refused_at_top(folder, "menu.json", "not a regular file");
    }
    SUBCASE("10 MiB") {
        const Folder folder;
        write(folder.at("menu.json"), "{" + std::string(10 << 20, ' ') + "}");
        refused_at_top(folder, "menu.json", "the file has 10485762 bytes, expected at most 1048576");
    }
    SUBCASE("GBK") {
        const Folder folder;
        write(folder.at("menu.json"), "\xB9\xE3\xD6\xDD");
        refused_at_top(folder, "menu.json", "this is not UTF-8");
    }
    SUBCASE("unreadable") {
        const Folder folder;
        fs::permissions(folder.at("menu.json"), fs::perms::none);
        // Root reads everything, so it steps down for the moment; the folder is opened to whoever it then is.
        const bool is_root = ::geteuid() == 0;
        fs::permissions(folder.at(""), fs::perms::others_read | fs::perms::others_exec, fs::perm_options::add);
        if (is_root) REQUIRE(::seteuid(65534) == 0);
        const auto loaded = folder.load();
        if (is_root) REQUIRE(::seteuid(0) == 0);
        CHECK(loaded.config == nullptr);
        CHECK(listing(loaded).find(folder.at("menu.json") + ":1:1: this process may not read the file") != std::string::npos);
    }
}

TEST_CASE("a file that is no config file is refused, schemas and editors' files are not") {
    const Folder folder;
    write(folder.at("gateway.schema.json"), "{}");
    write(folder.at("gateway.json~"), "{");
    write(folder.at(".gateway.json.swp"), "{");
    write(folder.at("README.md"), "#");
    CHECK(folder.load().config != nullptr);
    write(folder.at("services/houshold.json"), "{}");
    refused_at_top(folder, "services/houshold.json", "this is no config file, expected one of gateway.json, services/traffic.json");
    CHECK(listing(folder.load()).find("did you mean \"services/household.json\"?") != std::string::npos);
}

TEST_CASE("version: the same for the same files, another for others") {
    const Folder one, other;
    CHECK(one.load().config->version == other.load().config->version);
    other.edit("fees.json", "\"yuan\": 20", "\"yuan\": 21");
    CHECK(one.load().config->version != other.load().config->version);
}

TEST_CASE("secrets come from files that only their owner may read") {
    const Folder folder;
    const auto path = folder.at("token.txt");
    write(path, "fromfile123\n");
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    folder.edit("gateway.json", "\"token\": \"sandboxToken\"", "\"token\": {\"file\": \"" + path + "\"}");
    const auto good = folder.load();
    REQUIRE_MESSAGE(good.config, listing(good));
    CHECK(good.config->wechat.token == "fromfile123");
    CHECK(listing(good).find("\"wechat.token\" is written out") == std::string::npos);
    CHECK(listing(good).find("fromfile123") == std::string::npos);

    for (const auto readable : {fs::perms::group_read, fs::perms::others_read, fs::perms::others_write}) {
        fs::permissions(path, fs::perms::owner_read | readable);
        const auto refused = folder.load();
        CHECK(refused.config == nullptr);
        CHECK(listing(refused).find("others than its owner may read the file, expected permissions 0600") != std::string::npos);
        CHECK(listing(refused).find("fromfile123") == std::string::npos);
    }
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    write(path, "\n");
    CHECK(listing(folder.load()).find("the file is empty, expected the secret") != std::string::npos);
}

TEST_CASE("production refuses what is written out") {
    const Folder folder;
    folder.edit("gateway.json", "\"production\": false", "\"production\": true");
    folder.edit("gateway.json", "\"demonstration\": true", "\"demonstration\": false");
    folder.edit("gateway.json", "http://127.0.0.1:8080", "https://police.example.cn/");
    folder.edit("gateway.json", "\"api_hosts\": [\"http://127.0.0.1:8090\"]", "\"api_hosts\": [\"https://api.weixin.qq.com\"]");
    folder.edit("gateway.json", "\"app_secret\": \"sandboxSecretForTestsAndDemos001\"", "\"app_secret\": \"\"");
    folder.edit("gateway.json", "http://127.0.0.1:8090/duty", "");
    folder.edit("gateway.json", "http://127.0.0.1:8090/department/", "https://hj.example.cn/");
    write(folder.at("department"), "a token of the department's");
    fs::permissions(folder.at("department"), fs::perms::owner_read);
    folder.edit("gateway.json", "\"sandbox-department-token\"", "{\"file\": \"" + folder.at("department") + "\"}");
    folder.edit("gateway.json", "\"secret\": \"sandboxDutySecret01\"", "\"secret\": \"\"");
    const auto loaded = folder.load();
    CHECK(loaded.config == nullptr);
    CHECK(listing(loaded).find("\"wechat.token\" is written out, expected {\"file\": \"path\"} in production") != std::string::npos);
    CHECK(listing(loaded).find("sandboxToken") == std::string::npos);
    for (const auto* key : {"\"token\"", "\"encoding_aes_key\""}) {
        const auto path = folder.at(key == std::string("\"token\"") ? "token" : "aes");
        write(path, key == std::string("\"token\"") ? "abcdef" : std::string(42, 'a') + "A");
        fs::permissions(path, fs::perms::owner_read);
        auto text = read(folder.at("gateway.json"));
        const auto begin = text.find(key), value = text.find('"', begin + std::string(key).size()), end = text.find('"', value + 1) + 1;
        text.replace(value, end - value, "{\"file\": \"" + path + "\"}");
        write(folder.at("gateway.json"), text);
    }
    const auto good = folder.load();
    REQUIRE_MESSAGE(good.config, listing(good));
    CHECK(good.config->public_url == "https://police.example.cn");
    CHECK(good.config->departments.at(0).token == "a token of the department's");
}

TEST_CASE("key files are made once, for a new SQLite database only") {
    const Folder folder;
    gateway::Config config;
    config.database = "sqlite:" + folder.at("var/police.db");
    config.data_key_file = folder.at("var/data.key");
    config.index_key_file = folder.at("var/index.key");

    std::vector<std::string> made;
    const auto first = gateway::ensure_key_files(config, made);
    CHECK(made == std::vector<std::string>{config.data_key_file, config.index_key_file});
    struct stat status {};
    REQUIRE(::stat(config.data_key_file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(first.data_keys != first.index_keys);
    const db::Vault vault(first.data_keys, first.index_keys);
    CHECK(vault.open(vault.seal("x", "t", "c", "r"), "t", "c", "r") == "x");

    made.clear();
    CHECK(gateway::ensure_key_files(config, made).data_keys == first.data_keys);
    CHECK(made.empty());
    CHECK_THROWS_WITH(gateway::new_key_file(config.data_key_file), doctest::Contains("already exists and is not overwritten"));

    SUBCASE("keys of an existing database are not replaced") {
        write(folder.at("var/police.db"), "data");
        fs::remove(config.data_key_file);
        CHECK_THROWS_WITH(gateway::ensure_key_files(config, made), doctest::Contains("Restore it from its backup"));
        CHECK_FALSE(fs::exists(config.data_key_file));
    }
    SUBCASE("MySQL") {
        config.database = "mysql://police@db/police";
        fs::remove(config.data_key_file);
        CHECK_THROWS_WITH(gateway::ensure_key_files(config, made), doctest::Contains("police-gateway keys new"));
    }
    SUBCASE("others may read it") {
        fs::permissions(config.data_key_file, fs::perms::others_read, fs::perm_options::add);
        CHECK_THROWS_WITH(gateway::ensure_key_files(config, made), doctest::Contains("expected permissions 0600"));
    }
}

}  // namespace
