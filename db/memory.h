// The Kv seam in this process's memory: for development, tests and a single small gateway.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <unordered_map>

#include "db/kv.h"

namespace db {

// Bounded: past most_keys or most_bytes (keys and values together) a write that would add more throws KvError and changes nothing.
class Memory : public Kv {
  public:
    Memory(std::size_t most_keys, std::size_t most_bytes) : most_keys_(most_keys), most_bytes_(most_bytes) {}

    Exchange exchange(const std::vector<Check>& checks, const std::vector<Write>& writes, const std::vector<std::string>& reads) override;
    std::int64_t increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by) override;
    void ping() override {}

  private:
    using Clock = std::chrono::steady_clock;
    using Expiries = std::multimap<Clock::time_point, std::string>;
    struct Entry {
        std::string value;
        Expiries::iterator expiry;
    };

    void sweep();
    void make_room(const std::vector<Write>& writes) const;
    void put(const std::string& key, const std::string& value, std::chrono::milliseconds ttl);
    void remove(const std::string& key);
    const std::string* look(const std::string& key) const;

    const std::size_t most_keys_, most_bytes_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
    Expiries expiries_;
    std::size_t bytes_ = 0;
};

}  // namespace db
