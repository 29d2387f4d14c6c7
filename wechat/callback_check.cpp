#include "wechat/callback_check.h"

namespace wechat::callback_check {
namespace {

const char* name_of(Action action) {
    switch (action) {
        case Action::all:
            return "all";
        case Action::dns:
            return "dns";
        case Action::ping:
            break;
    }
    return "ping";
}

const char* name_of(Operator from) {
    switch (from) {
        case Operator::any:
            return "DEFAULT";
        case Operator::chinanet:
            return "CHINANET";
        case Operator::unicom:
            return "UNICOM";
        case Operator::cap:
            break;
    }
    return "CAP";
}

}  // namespace

Result run(const Client& client, Action action, Operator from, Deadline deadline) {
    JsonWriter json;
    json.text("action", name_of(action)).text("check_operator", name_of(from));
    const Json answer = client.post("/cgi-bin/callback/check", json.take(), deadline);
    Result result;
    for (const Json& each : answer.each("dns"))
        result.dns.push_back({.address = each.text("ip"), .real_operator = each.text("real_operator")});
    for (const Json& each : answer.each("ping"))
        result.ping.push_back({.address = each.text("ip"),
                               .from_operator = each.text("from_operator"),
                               .package_loss = each.text("package_loss"),
                               .time = each.text("time")});
    return result;
}

}  // namespace wechat::callback_check
