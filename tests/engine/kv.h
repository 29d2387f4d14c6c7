// The key-value store of one test world: its keys are apart from those of any other, and lives also end by the clock of the test.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "db/kv.h"
#include "services/rules/time.h"

namespace engine_tests {

class TestKv : public db::Kv {
  public:
    /// `now` is read at every call and must outlive this. What `inner` holds stays when it is exchanged for another connection.
    TestKv(std::unique_ptr<db::Kv> inner, std::string prefix, const services::Instant& now)
        : inner_(std::move(inner)), prefix_(std::move(prefix)), now_(now) {}

    void reconnect(std::unique_ptr<db::Kv> inner) { inner_ = std::move(inner); }

    db::Exchange exchange(const std::vector<db::Check>& checks, const std::vector<db::Write>& writes,
                          const std::vector<std::string>& reads) override;
    std::int64_t increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by) override;
    /// What has not run out, by key.
    std::map<std::string, std::string> alive();
    void ping() override { inner_->ping(); }
    /// Exchanges and increments so far: each is a trip to the store.
    int trips() const { return trips_; }

  private:
    void end_life(const std::string& key);
    void begin_life(const std::string& key, std::chrono::milliseconds ttl);

    std::unique_ptr<db::Kv> inner_;
    const std::string prefix_;
    const services::Instant& now_;
    std::atomic<int> trips_ = 0;
    std::mutex mutex_;
    std::map<std::string, services::Instant> ends_;
};

}  // namespace engine_tests
