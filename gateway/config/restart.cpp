#include <array>

#include "gateway/config/config.h"

namespace gateway {

namespace {

/// A key whose value is built into the running process: how to tell that it changed, and how to keep the old one.
struct Pinned {
    std::string_view key;
    bool (*same)(const Config&, const Config&);
    void (*keep)(const Config& before, Config& after);
};

#define PINNED(key, member)                                                           \
    Pinned {                                                                          \
        key, [](const Config& a, const Config& b) { return a.member == b.member; },   \
            [](const Config& before, Config& after) { after.member = before.member; } \
    }

// A test holds this list against the rows with `restart` in the tables of keys.
constexpr std::array pinned{
    PINNED("listen.host", listen.host),
    PINNED("listen.port", listen.port),
    PINNED("listen.proxies", proxies),
    PINNED("admin.host", admin.host),
    PINNED("admin.port", admin.port),
    PINNED("database", database),
    PINNED("database_password", database_password),
    PINNED("sessions", sessions),
    PINNED("sessions_password", sessions_password),
    PINNED("keys.data", data_key_file),
    PINNED("keys.index", index_key_file),
    PINNED("production", production),
    PINNED("demonstration", demonstration),
    PINNED("sms_url", sms_url),
    PINNED("limits.threads", threads),
    PINNED("limits.max_body_bytes", max_body_bytes),
};
#undef PINNED

}  // namespace

std::vector<std::string> needs_restart(const Config& before, const Config& after) {
    std::vector<std::string> keys;
    for (const auto& row : pinned)
        if (!row.same(before, after)) keys.emplace_back(row.key);
    return keys;
}

Config with_restart_keys_of(const Config& before, Config after) {
    for (const auto& row : pinned) row.keep(before, after);
    return after;
}

}  // namespace gateway
