// The signature of callbacks, replies and card tickets: SHA-1 over sorted strings.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace wechat {

// Lower-case hex SHA-1 of the parts sorted byte by byte and joined with nothing between them (protocol §1.1, §1.2).
std::string signature(std::span<const std::string_view> parts);
std::string signature(std::initializer_list<std::string_view> parts);

}  // namespace wechat
