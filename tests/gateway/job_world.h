// What work from a table stands on in a test: an account whose calls go to a transport of the test's, over SQLite in a folder of its own.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "db/migrate.h"
#include "db/open.h"
#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/metrics.h"
#include "gateway/upstream/account.h"
#include "services/rules/time.h"
#include "wechat/bytes.h"

namespace job_tests {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("police-job-" + wechat::random_hex(8));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }

    /// Everything in it, one file after the other.
    std::string bytes() const {
        std::string all;
        for (const auto& each : std::filesystem::directory_iterator(path)) {
            std::ifstream in(each.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), {});
        }
        return all;
    }
};

/// A call that fails is made again at once.
inline wechat::Clock without_waiting() {
    wechat::Clock clock = gateway::system_clock();
    clock.sleep = [](std::chrono::milliseconds) {};
    return clock;
}

struct JobWorld {
    Folder folder;
    db::Vault vault{db::new_key_file("k1"), db::new_key_file("i1")};
    std::unique_ptr<db::Sql> sql = db::open_sql("sqlite:" + (folder.path / "jobs.db").string());
    std::unique_ptr<db::Kv> kv = db::open_kv("memory:");
    db::Stores stores{*sql, *kv, vault};
    gateway::Metrics metrics;
    std::shared_ptr<gateway::Config> config = std::make_shared<gateway::Config>();
    services::Instant now{std::chrono::seconds{1'800'000'000}};
    gateway::Account account;

    explicit JobWorld(wechat::Transport transport) : account(*kv, vault, metrics, std::move(transport), without_waiting()) {
        db::migrate(*sql);
        config->wechat.app_id = "wx0000000000000001";
        config->wechat.token = "token";
        config->wechat.mode = wechat::Mode::plain;
        config->app_secret = "secret";
        config->api_hosts = {"https://api.weixin.qq.com"};
    }

    gateway::CurrentLive live() {
        return [this] { return std::make_shared<const gateway::Live>(config); };
    }
    gateway::ClientOf client_of() {
        return [this](const gateway::Config& current) { return account.client(current); };
    }
    std::int64_t seconds() const { return services::unix_time(now); }
};

}  // namespace job_tests
