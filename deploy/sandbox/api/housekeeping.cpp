#include <algorithm>

#include "api/handlers.h"
#include "api/table.h"

namespace sandbox {

Answer callback_addresses(Call&) { return {R"({"ip_list":["127.0.0.1","127.0.0.0/25"]})"}; }
Answer api_addresses(Call&) { return {R"({"ip_list":["127.0.0.1"]})"}; }

Answer check_callback(Call& call) {
    const auto action = text_of(call.body, "action");
    const auto line = text_of(call.body, "check_operator", "DEFAULT");
    require(action == "all" || action == "dns" || action == "ping", 40097);
    require(line == "DEFAULT" || line == "CHINANET" || line == "UNICOM" || line == "CAP", 40097);
    return found([&](JsonWriter& out) {
        if (action != "ping") {
            out.Key("dns");
            out.StartArray();
            out.StartObject();
            put(out, "ip", "127.0.0.1");
            put(out, "real_operator", "UNICOM");
            out.EndObject();
            out.EndArray();
        }
        if (action != "dns") {
            out.Key("ping");
            out.StartArray();
            out.StartObject();
            put(out, "ip", "127.0.0.1");
            put(out, "from_operator", line);
            put(out, "package_loss", "0%");
            put(out, "time", "0.035ms");
            out.EndObject();
            out.EndArray();
        }
    });
}

Answer clear_quota(Call& call) {
    require(text_of(call.body, "appid") == call.world.account.app_id, 40013);
    require(call.state.quotas.clear(call.now), 48006);
    return done();
}

Answer clear_quota_by_secret(Call& call) {
    require(text_of(call.body, "appid") == call.world.account.app_id, 40013);
    require(text_of(call.body, "appsecret") == call.world.account.app_secret, 40125);
    require(call.state.quotas.clear(call.now), 48006);
    return done();
}

Answer get_quota(Call& call) {
    const auto path = text_of(call.body, "cgi_path");
    const auto& all = interfaces();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Interface& i) { return i.path == path; });
    require(it != all.end(), 76021);
    const Quota* quota = call.state.quotas.find(path);
    const int limit = quota == nullptr ? it->daily : quota->daily;
    const int used = quota == nullptr || quota->today != day_of(call.now) ? 0 : quota->used_today;
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        out.Key("quota");
        out.StartObject();
        put(out, "daily_limit", limit);
        put(out, "used", used);
        put(out, "remain", limit - used);
        out.EndObject();
    });
}

Answer get_rid(Call& call) {
    const auto rid = text_of(call.body, "rid");
    for (const auto& note : call.world.journal.notes("call")) {
        const auto json = parse_json(note);
        if (!json || text_of(*json, "rid") != rid) continue;
        return found([&](JsonWriter& out) {
            put(out, "errcode", 0);
            put(out, "errmsg", "ok");
            out.Key("request");
            out.StartObject();
            put(out, "invoke_time", static_cast<std::int64_t>(number_of(*json, "at", 0)) / second);
            put(out, "cost_in_ms", static_cast<std::int64_t>(number_of(*json, "ms", 0)));
            put(out, "request_url", text_of(*json, "query"));
            put(out, "request_body", text_of(*json, "request"));
            put(out, "response_body", text_of(*json, "response"));
            put(out, "client_ip", "127.0.0.1");
            out.EndObject();
        });
    }
    throw Refusal{76023};
}

}  // namespace sandbox
