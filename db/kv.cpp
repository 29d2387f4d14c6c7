#include "db/kv.h"

namespace db {

std::optional<std::string> Kv::get(const std::string& key) { return exchange({}, {}, {key}).values.at(0); }

void Kv::set(const std::string& key, const std::string& value, std::chrono::milliseconds ttl) { exchange({}, {{key, value, ttl}}, {}); }

bool Kv::set_if_absent(const std::string& key, const std::string& value, std::chrono::milliseconds ttl) {
    return exchange({{key, std::nullopt}}, {{key, value, ttl}}, {}).done;
}

void Kv::erase(const std::string& key) { exchange({}, {{key, std::nullopt}}, {}); }

void Kv::check_ttls(const std::vector<Write>& writes) {
    for (const Write& write : writes) {
        if (write.value && write.ttl <= std::chrono::milliseconds(0)) throw std::invalid_argument("a key needs a positive time to live");
    }
}

}  // namespace db
