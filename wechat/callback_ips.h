// The addresses WeChat pushes from, and whether one is among them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/client.h"

namespace wechat {

// Addresses or CIDR blocks ("101.226.103.0/25"); to be asked again daily.
std::vector<std::string> callback_ips(const Client& client, Deadline deadline);
// The addresses of the API's own hosts, for a firewall.
std::vector<std::string> api_domain_ips(const Client& client, Deadline deadline);

// IPv4 and IPv6; an IPv4 address written as IPv6 (::ffff:1.2.3.4) is that IPv4 address. Immutable.
class AddressBlocks {
  public:
    // Entries that are no address are left out and counted.
    explicit AddressBlocks(const std::vector<std::string>& entries);
    bool contains(std::string_view address) const;
    std::size_t size() const { return blocks_.size(); }
    std::size_t ignored() const { return ignored_; }

  private:
    struct Block {
        std::array<unsigned char, 16> address{};
        int bits = 128;
    };
    static std::optional<Block> parse(std::string_view entry);

    std::vector<Block> blocks_;
    std::size_t ignored_ = 0;
};

}  // namespace wechat
