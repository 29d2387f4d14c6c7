// Somebody who can be written to, as the channel they use knows them. Made by the channel, carried by everything below it.
#pragma once

#include <string>

namespace db {

// E.g. ("W", openid). Channels have no colon. Rows keep text() sealed, beside blind indexes of the two.
struct ChannelUser {
    std::string channel, id;

    bool empty() const { return id.empty(); }
    std::string text() const { return channel + ":" + id; }
    static ChannelUser from(const std::string& text) {
        const std::size_t colon = text.find(':');
        return {text.substr(0, colon), text.substr(colon + 1)};
    }
    bool operator==(const ChannelUser&) const = default;
};

}  // namespace db
