// Groups of followers: tags, which conditional menus and mass messages choose by, and the blacklist.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/client.h"

namespace wechat::tags {

struct Tag {
    std::int64_t id = 0;
    std::string name{};      // 1 to 30 characters
    std::int64_t count = 0;  // of followers
};
std::vector<Tag> all(const Client& client, Deadline deadline);
// At most 100 an account. Throws OutOfLimits. Not repeated when unanswered (MaybeSent).
Tag create(const Client& client, std::string_view name, Deadline deadline);
void rename(const Client& client, std::int64_t id, std::string_view name, Deadline deadline);
void remove(const Client& client, std::int64_t id, Deadline deadline);

// At most 50 followers a call; throws OutOfLimits.
void put_on(const Client& client, std::int64_t id, const std::vector<std::string>& openids, Deadline deadline);
void take_off(const Client& client, std::int64_t id, const std::vector<std::string>& openids, Deadline deadline);
std::vector<std::int64_t> of(const Client& client, std::string_view openid, Deadline deadline);

// At most 20 followers a call; throws OutOfLimits.
void block(const Client& client, const std::vector<std::string>& openids, Deadline deadline);
void unblock(const Client& client, const std::vector<std::string>& openids, Deadline deadline);

}  // namespace wechat::tags
