// E-18: what happens to the files while the gateway runs; a good set is in force within 2 s, a bad one never is.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <sstream>
#include <thread>

#include "config_folder.h"
#include "db/vault.h"
#include "gateway/config/reload.h"
#include "gateway/log.h"

namespace {

using namespace config_test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Waits for it to be so. That it takes two seconds at most is the program's word where nothing else computes; here other suites do.
template <class Condition>
bool soon(Condition condition) {
    for (const auto end = Clock::now() + 30s; Clock::now() < end; std::this_thread::sleep_for(10ms))
        if (condition()) return true;
    return false;
}

/// A watcher on a spoilable folder; the log goes to a string. Read the log only after stop().
struct Watched {
    Watched()
        : watcher(std::make_unique<gateway::Watcher>(
              folder.path(), services::catalog(), folder.load().config, metrics, [this](auto) { ++changes; }, 50ms)) {}
    ~Watched() {
        watcher.reset();
        gateway::log::write_to(nullptr);
    }

    bool enabled() const { return watcher->current()->figures.of("newborn_name_query").enabled; }
    std::string stop() {
        watcher.reset();
        return log.str();
    }
    void switch_off() const {
        auto text = read(folder.at(household));
        const auto begin = text.find("\"enabled\": true", text.find("\"newborn_name_query\""));
        text.replace(begin, 15, "\"enabled\": false");
        write(folder.at(household), text);
    }

    static constexpr auto household = "services/household.json";
    std::ostringstream log;
    int redirected = (gateway::log::write_to(&log), 0);
    Folder folder;
    gateway::Metrics metrics;
    std::atomic<int> changes = 0;
    std::unique_ptr<gateway::Watcher> watcher;
};

TEST_CASE("a changed file is in force within 2 s, and a message in flight keeps its version") {
    Watched gateway;
    const auto in_flight = gateway.watcher->current();
    gateway.switch_off();
    CHECK(soon([&] { return !gateway.enabled(); }));
    CHECK(gateway.changes == 1);
    CHECK(in_flight->figures.of("newborn_name_query").enabled);
    CHECK(in_flight->version != gateway.watcher->current()->version);
    CHECK(gateway.metrics.render().find("config_version{version=\"" + gateway.watcher->current()->version + "\"} 1") != std::string::npos);
    CHECK(gateway.metrics.render().find(in_flight->version) == std::string::npos);
    CHECK(gateway.stop().find("\"event\":\"config reloaded\"") != std::string::npos);
}

TEST_CASE("a bad file keeps the old config, is named with its line, and the next good one is taken") {
    struct Spoil {
        const char* name;
        std::function<void(const std::string& path, const std::string& good)> spoil;
        const char* message;
    };
    const Spoil spoils[] = {
        {"truncated", [](auto& path, auto& good) { write(path, good.substr(0, good.size() / 2)); }, "ends too early"},
        {"bad UTF-8", [](auto& path, auto& good) { write(path, "// \xB9\xE3\n" + good); }, ":1:4: this is not UTF-8"},
        {"unknown key", [](auto& path, auto&) { write(path, "{\n\"newborn_name_query\": {\"enabld\": false}}"); }, ":2:24: unknown key"},
        {"duplicate id", [](auto& path, auto&) { write(path, "{\"newborn_name_query\": {},\n\"newborn_name_query\": {}}"); },
         ":2:1: duplicate key"},
        {"empty, as when half written", [](auto& path, auto&) { write(path, ""); }, ":1:1: the file is empty"},
        {"deleted", [](auto& path, auto&) { fs::remove(path); }, ":1:1: the file is missing"},
        {"10 MiB", [](auto& path, auto& good) { write(path, good + std::string(10 << 20, '\n')); }, "expected at most 1048576"},
        {"symlink loop", [](auto& path, auto&) { fs::remove(path), fs::create_symlink(path, path); }, "leads back to itself"},
        {"a folder", [](auto& path, auto&) { fs::remove(path), fs::create_directory(path); }, "not a regular file"},
    };
    for (const auto& spoil : spoils) {
        CAPTURE(std::string(spoil.name));
        Watched gateway;
        const auto path = gateway.folder.at(Watched::household);
        const auto good = read(path);
        const auto before = gateway.watcher->current();

        spoil.spoil(path, good);
        CHECK(soon([&] { return !gateway.watcher->problems().empty(); }));
        CHECK(gateway.watcher->current() == before);
        CHECK(gateway.changes == 0);
        REQUIRE_FALSE(gateway.watcher->problems().empty());
        CHECK_MESSAGE(gateway.watcher->problems()[0].text().find(spoil.message) != std::string::npos,
                      gateway.watcher->problems()[0].text());
        CHECK(gateway.metrics.render().find("config_last_reload_successful 0") != std::string::npos);

        fs::remove_all(path);
        write(path, good);
        gateway.switch_off();
        CHECK(soon([&] { return !gateway.enabled(); }));
        CHECK(gateway.watcher->problems().empty());
        CHECK(gateway.metrics.render().find("config_last_reload_successful 1") != std::string::npos);
        const auto log = gateway.stop();
        CHECK(log.find("\"event\":\"config refused\"") != std::string::npos);
        CHECK(log.find("household.json:") != std::string::npos);
    }
}

TEST_CASE("all files together or not at all") {
    Watched gateway;
    gateway.switch_off();
    gateway.folder.edit("fees.json", "\"yuan\": 20", "\"yuan\": -1");
    CHECK(soon([&] { return !gateway.watcher->problems().empty(); }));
    CHECK(gateway.enabled());
    gateway.folder.edit("fees.json", "\"yuan\": -1", "\"yuan\": 21");
    CHECK(soon([&] { return !gateway.enabled(); }));
}

TEST_CASE("the old contents again clear the error") {
    Watched gateway;
    const auto good = read(gateway.folder.at("menu.json"));
    write(gateway.folder.at("menu.json"), "{");
    CHECK(soon([&] { return !gateway.watcher->problems().empty(); }));
    write(gateway.folder.at("menu.json"), good);
    CHECK(soon([&] { return gateway.watcher->problems().empty(); }));
    CHECK(gateway.metrics.render().find("config_last_reload_successful 1") != std::string::npos);
}

TEST_CASE("rename over the file, and an exchanged symbolic link") {
    Watched gateway;
    const auto path = gateway.folder.at(Watched::household);
    const auto good = read(path);
    gateway.switch_off();
    fs::rename(path, gateway.folder.at("next"));
    write(path, good);
    fs::rename(gateway.folder.at("next"), path);
    CHECK(soon([&] { return !gateway.enabled(); }));

    write(gateway.folder.at("other/household"), good);
    fs::remove(path);
    fs::create_symlink(gateway.folder.at("other/household"), path);
    CHECK(soon([&] { return gateway.enabled(); }));
}

TEST_CASE("a file that is still being written is waited for") {
    Watched gateway;
    const auto path = gateway.folder.at("menu.json");
    const auto good = read(path);
    Clock::duration longest{};
    for (int i = 0; i < 30; ++i) {
        const auto begin = Clock::now();
        write(path, good.substr(0, good.size() * static_cast<std::size_t>(i) / 30));
        std::this_thread::sleep_for(40ms);
        longest = std::max(longest, Clock::now() - begin);
    }
    write(path, good + "\n");
    CHECK(soon([&] { return gateway.changes == 1; }));
    if (longest < 180ms)  // else the machine was too busy to write without a pause
        CHECK(gateway.stop().find("config refused") == std::string::npos);
}

TEST_CASE("keys that need a restart keep their values and are named; the rest is taken") {
    Watched gateway;
    gateway.folder.edit("gateway.json", "\"port\": 8080", "\"port\": 8099");
    gateway.folder.edit("gateway.json", "\"tappable_lines\": true", "\"tappable_lines\": false");
    CHECK(soon([&] { return !gateway.watcher->current()->tappable_lines; }));
    CHECK(gateway.watcher->current()->listen.port == 8080);
    CHECK(gateway.watcher->waiting_for_restart() == std::vector<std::string>{"listen.port"});
    gateway.folder.edit("gateway.json", "\"port\": 8099", "\"port\": 8080");
    CHECK(soon([&] { return gateway.watcher->waiting_for_restart().empty(); }));
    CHECK(gateway.stop().find("\"event\":\"config keys wait for a restart\",\"keys\":\"listen.port\"") != std::string::npos);
}

TEST_CASE("poke reads at once, even unchanged config files: a secret's file may be new") {
    Watched gateway;
    const auto path = gateway.folder.at("token");
    write(path, "first1");
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    gateway.folder.edit("gateway.json", "\"token\": \"sandboxToken\"", "\"token\": {\"file\": \"" + path + "\"}");
    CHECK(soon([&] { return gateway.watcher->current()->wechat.token == "first1"; }));
    write(path, "second2");
    gateway.watcher->poke();
    CHECK(soon([&] { return gateway.watcher->current()->wechat.token == "second2"; }));
}

TEST_CASE("changed key files are taken within 2 s, also beside a broken config file; keys that cannot be used are not") {
    Folder folder;
    const std::string data = folder.at("data.key"), index = folder.at("index.key");
    const std::string k1 = db::new_key_file("k1"), k2 = db::new_key_file("k2"), i1 = db::new_key_file("i1");
    const auto put = [](const std::string& path, const std::string& text) {
        write(path + ".new", text);
        fs::permissions(path + ".new", fs::perms::owner_read | fs::perms::owner_write);
        fs::rename(path + ".new", path);
    };
    put(data, k1);
    put(index, i1);
    folder.edit("gateway.json", "var/data.key", data);
    folder.edit("gateway.json", "var/index.key", index);
    const auto config = folder.load().config;
    REQUIRE(config);
    db::Vault vault(config->data_keys, config->index_keys);
    gateway::Metrics metrics;
    std::ostringstream log;
    gateway::log::write_to(&log);
    std::string text;
    {
        gateway::Watcher watcher(folder.path(), services::catalog(), config, metrics,
                                 [&](const auto& next) { vault.renew(next->data_keys, next->index_keys); });
        const auto refused = [&](const std::string& why) {
            return soon([&] {
                const auto problems = watcher.problems();
                return !problems.empty() && problems[0].text().find(why) != std::string::npos;
            });
        };
        put(data, k2 + k1);
        CHECK(soon([&] { return vault.sealing_key() == "k2"; }));
        CHECK(soon([&] { return watcher.current()->data_keys.starts_with("k2"); }));

        put(data, k1);
        CHECK(refused("lacks the key k2"));
        put(data, "k2:half");
        CHECK(refused("not the base64 of 32 bytes"));
        fs::permissions(data, fs::perms::owner_read | fs::perms::others_read);
        CHECK(refused("others than its owner"));
        put(data, k2 + k1);
        CHECK(soon([&] { return watcher.problems().empty(); }));
        fs::remove(data);
        CHECK(refused("holds no key"));

        CHECK(vault.sealing_key() == "k2");
        put(data, k2);
        CHECK(soon([&] { return watcher.problems().empty(); }));

        folder.edit("gateway.json", "\"tappable_lines\": true", "\"tappable_lines\": maybe");
        CHECK(soon([&] { return !watcher.problems().empty(); }));
        put(index, db::new_key_file("i2") + i1);
        CHECK(soon([&] { return vault.index_key() == "i2"; }));
        CHECK_FALSE(watcher.problems().empty());
        folder.edit("gateway.json", "\"tappable_lines\": maybe", "\"tappable_lines\": true");
        CHECK(soon([&] { return watcher.problems().empty(); }));
    }
    gateway::log::write_to(nullptr);
    CHECK(log.str().find(k2.substr(3, 20)) == std::string::npos);
}

TEST_CASE("it stops at once, and a change that its listener refuses is not taken") {
    Folder folder;
    gateway::Metrics metrics;
    std::ostringstream log;
    gateway::log::write_to(&log);
    {
        gateway::Watcher watcher(
            folder.path(), services::catalog(), folder.load().config, metrics, [](auto) { throw std::runtime_error("cannot be used"); },
            60s);
        folder.edit("gateway.json", "\"tappable_lines\": true", "\"tappable_lines\": false");
        watcher.poke();
        CHECK(soon([&] { return !watcher.problems().empty(); }));
        CHECK(watcher.current()->tappable_lines);
        const auto begin = Clock::now();
        std::thread([&] { watcher.poke(); }).join();
        CHECK(Clock::now() - begin < 1s);
    }
    gateway::log::write_to(nullptr);
    CHECK(log.str().find("cannot be used") != std::string::npos);

    const auto begin = Clock::now();
    { const gateway::Watcher idle(folder.path(), services::catalog(), folder.load().config, metrics, {}, 60s); }
    CHECK(Clock::now() - begin < 1s);
}

}  // namespace
