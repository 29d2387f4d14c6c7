#include "wechat/callback_ips.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "wechat/fields.h"

namespace wechat {
namespace {

std::vector<std::string> ip_list(const Client& client, std::string_view path, Deadline deadline) {
    std::vector<std::string> ips;
    for (const Json& each : client.get(path, {}, deadline).each("ip_list")) ips.push_back(each.own_text());
    return ips;
}

}  // namespace

std::vector<std::string> callback_ips(const Client& client, Deadline deadline) {
    return ip_list(client, "/cgi-bin/getcallbackip", deadline);
}

std::vector<std::string> api_domain_ips(const Client& client, Deadline deadline) {
    return ip_list(client, "/cgi-bin/get_api_domain_ip", deadline);
}

AddressBlocks::AddressBlocks(const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) {
        if (const auto block = parse(entry)) {
            blocks_.push_back(*block);
        } else {
            ++ignored_;
        }
    }
}

std::optional<AddressBlocks::Block> AddressBlocks::parse(std::string_view entry) {
    const std::size_t slash = entry.find('/');
    const std::string address(entry.substr(0, slash));
    Block block;
    int width = 128;
    if (inet_pton(AF_INET6, address.c_str(), block.address.data()) != 1) {
        constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
        std::ranges::copy(mapped, block.address.begin());
        if (inet_pton(AF_INET, address.c_str(), block.address.data() + mapped.size()) != 1) return std::nullopt;
        width = 32;
    }
    const auto bits = slash == std::string_view::npos ? std::optional(width) : parse_number<int>(entry.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > width) return std::nullopt;
    block.bits = 128 - width + *bits;
    return block;
}

bool AddressBlocks::contains(std::string_view address) const {
    const auto given = parse(address);
    if (!given || given->bits != 128) return false;
    return std::ranges::any_of(blocks_, [&](const Block& block) {
        const auto whole = static_cast<std::size_t>(block.bits / 8);
        if (std::memcmp(block.address.data(), given->address.data(), whole) != 0) return false;
        const int rest = block.bits % 8;
        return rest == 0 || (block.address[whole] ^ given->address[whole]) >> (8 - rest) == 0;
    });
}

}  // namespace wechat
