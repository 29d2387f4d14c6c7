#include "gateway/config/config.h"
#include "gateway/config/keys.h"

namespace gateway {

std::vector<std::string> needs_restart(const Config& before, const Config& after) {
    std::vector<std::string> keys;
    for (const Key& key : gateway_keys()) {
        if (key.restart && !key.into.same(before, after)) keys.push_back(key.path);
    }
    return keys;
}

Config with_restart_keys_of(const Config& before, Config after) {
    for (const Key& key : gateway_keys()) {
        if (key.restart) key.into.keep(before, after);
    }
    return after;
}

}  // namespace gateway
