// The user of this channel, as everything below it knows them: the one place where an openid becomes one.
#pragma once

#include <string>
#include <utility>

#include "db/channel_user.h"
#include "services/form/spec.h"

namespace gateway {

inline db::ChannelUser user_of(std::string openid) {
    return {std::string(1, static_cast<char>(services::Channel::wechat)), std::move(openid)};
}

}  // namespace gateway
