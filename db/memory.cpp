#include "db/memory.h"

#include <charconv>

namespace db {

void Memory::sweep() {
    const auto now = Clock::now();
    while (!expiries_.empty() && expiries_.begin()->first <= now) {
        const std::string key = expiries_.begin()->second;
        remove(key);
    }
}

// Counts every write as new: near the bound it may refuse a little early, never late.
void Memory::make_room(const std::vector<Write>& writes) const {
    std::size_t keys = entries_.size(), bytes = bytes_;
    for (const Write& write : writes) {
        if (!write.value) continue;
        const std::string* old = look(write.key);
        if (old == nullptr) {
            ++keys;
            bytes += write.key.size() + write.value->size();
        } else if (write.value->size() > old->size()) {
            bytes += write.value->size() - old->size();
        }
    }
    if (keys > most_keys_ || bytes > most_bytes_) throw KvError("memory store is full");
}

void Memory::put(const std::string& key, const std::string& value, std::chrono::milliseconds ttl) {
    remove(key);
    const auto expiry = expiries_.emplace(Clock::now() + ttl, key);
    entries_.emplace(key, Entry{value, expiry});
    bytes_ += key.size() + value.size();
}

void Memory::remove(const std::string& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    bytes_ -= key.size() + found->second.value.size();
    expiries_.erase(found->second.expiry);
    entries_.erase(found);
}

const std::string* Memory::look(const std::string& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.value;
}

Exchange Memory::exchange(const std::vector<Check>& checks, const std::vector<Write>& writes, const std::vector<std::string>& reads) {
    check_ttls(writes);
    const std::lock_guard lock(mutex_);
    sweep();
    Exchange result;
    result.done = true;
    for (const Check& check : checks) {
        const std::string* held = look(check.key);
        const bool holds = check.expected ? held != nullptr && *held == *check.expected : held == nullptr;
        result.done = result.done && holds;
    }
    if (result.done) {
        make_room(writes);
        for (const Write& write : writes) {
            if (write.value) {
                put(write.key, *write.value, write.ttl);
            } else {
                remove(write.key);
            }
        }
    }
    for (const std::string& key : reads) {
        const std::string* held = look(key);
        result.values.push_back(held == nullptr ? std::nullopt : std::optional(*held));
    }
    return result;
}

std::int64_t Memory::increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by) {
    const std::vector<Write> first{{key, std::to_string(by), ttl}};
    check_ttls(first);
    const std::lock_guard lock(mutex_);
    sweep();
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
        make_room(first);
        put(key, *first.front().value, ttl);
        return by;
    }
    std::string& value = found->second.value;
    std::int64_t count = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, count);
    if (error != std::errc{} || stop != end) throw KvError("the key to increment holds no counter");
    count += by;
    bytes_ -= value.size();
    value = std::to_string(count);
    bytes_ += value.size();
    return count;
}

}  // namespace db
