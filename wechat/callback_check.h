// WeChat's own view of the callback address: names and pings from its networks.
#pragma once

#include <string>
#include <vector>

#include "wechat/client.h"

namespace wechat::callback_check {

enum class Action { all, dns, ping };
enum class Operator { any, chinanet, unicom, cap };  // cap: Tencent's own

struct Resolved {
    std::string address{};
    std::string real_operator{};
};
struct Pinged {
    std::string address{};
    std::string from_operator{};
    std::string package_loss{};  // "0%"
    std::string time{};          // "23.079ms"
};
struct Result {
    std::vector<Resolved> dns{};
    std::vector<Pinged> ping{};
};
Result run(const Client& client, Action action, Operator from, Deadline deadline);

}  // namespace wechat::callback_check
