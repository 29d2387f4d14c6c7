#include "kv.h"

namespace engine_tests {

void TestKv::end_life(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto end = ends_.find(key);
    if (end == ends_.end() || now_ < end->second) return;
    ends_.erase(end);
    inner_->erase(prefix_ + key);
}

void TestKv::begin_life(const std::string& key, std::chrono::milliseconds ttl) {
    const std::lock_guard lock(mutex_);
    ends_[key] = now_ + std::chrono::ceil<std::chrono::seconds>(ttl);
}

db::Exchange TestKv::exchange(const std::vector<db::Check>& checks, const std::vector<db::Write>& writes,
                              const std::vector<std::string>& reads) {
    ++trips_;
    std::vector<db::Check> own_checks = checks;
    std::vector<db::Write> own_writes = writes;
    std::vector<std::string> own_reads = reads;
    for (db::Check& check : own_checks) {
        end_life(check.key);
        check.key = prefix_ + check.key;
    }
    for (db::Write& write : own_writes) write.key = prefix_ + write.key;
    for (std::string& read : own_reads) {
        end_life(read);
        read = prefix_ + read;
    }
    db::Exchange done = inner_->exchange(own_checks, own_writes, own_reads);
    if (!done.done) return done;
    for (const db::Write& write : writes) {
        if (write.value) begin_life(write.key, write.ttl);
    }
    return done;
}

std::map<std::string, std::string> TestKv::alive() {
    std::map<std::string, services::Instant> ends;
    {
        const std::lock_guard lock(mutex_);
        ends = ends_;
    }
    std::map<std::string, std::string> found;
    for (const auto& [key, end] : ends) {
        if (now_ >= end) continue;
        if (auto value = inner_->get(prefix_ + key)) found.emplace(key, *std::move(value));
    }
    return found;
}

std::int64_t TestKv::increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by) {
    ++trips_;
    end_life(key);
    const std::int64_t count = inner_->increment(prefix_ + key, ttl, by);
    if (count == 1) begin_life(key, ttl);
    return count;
}

}  // namespace engine_tests
