// The account at WeChat's API: one client for the configuration in force, its access token shared by all processes through the Kv.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/kv.h"
#include "db/vault.h"
#include "gateway/config/config.h"
#include "gateway/metrics.h"
#include "wechat/client.h"

namespace gateway {

/// The client for the configuration; null when the account says nothing of its own accord.
using ClientOf = std::function<std::shared_ptr<const wechat::Client>(const Config&)>;

/// The time of this machine; sleeping holds the thread.
wechat::Clock system_clock();

/// Any number of threads. Owns nothing it was given.
class Account {
  public:
    Account(db::Kv&, const db::Vault&, Metrics&, wechat::Transport = wechat::http_transport(), wechat::Clock = system_clock());

    /// Made anew when app id, secret or hosts change; calls in flight keep theirs. Null without an app secret.
    std::shared_ptr<const wechat::Client> client(const Config&);

  private:
    db::Kv& kv_;
    const db::Vault& vault_;
    Metrics& metrics_;
    const wechat::Transport transport_;
    const wechat::Clock clock_;
    std::mutex mutex_;  // guards the two below
    std::vector<std::string> made_of_;
    std::shared_ptr<const wechat::Client> client_;
};

/// As long as an operator waits for one call.
wechat::Deadline soon();

}  // namespace gateway
