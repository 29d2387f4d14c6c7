#include "wechat/quota.h"

namespace wechat::quota {

Quota get(const Client& client, std::string_view path, Deadline deadline) {
    const Json quota = client.post("/cgi-bin/openapi/quota/get", JsonWriter().text("cgi_path", path).take(), deadline).child("quota");
    if (!quota.is_object()) throw BadAnswer("no quota in the answer");
    return {.daily_limit = quota.integer("daily_limit"), .used = quota.integer("used"), .remain = quota.integer("remain")};
}

void clear(const Client& client, std::string_view app_id, Deadline deadline) {
    client.post("/cgi-bin/clear_quota", JsonWriter().text("appid", app_id).take(), deadline, Repeat::never);
}

void clear_by_secret(const Api& api, const AppSecret& account, Deadline deadline) {
    api.call({.method = "POST",
              .path = "/cgi-bin/clear_quota/v2",
              .body = JsonWriter().text("appid", account.app_id).text("appsecret", account.secret).take(),
              .repeat = Repeat::never,
              .secrets = {account.secret}},
             deadline);
}

Request explain(const Client& client, std::string_view rid, Deadline deadline) {
    const Json request = client.post("/cgi-bin/openapi/rid/get", JsonWriter().text("rid", rid).take(), deadline).child("request");
    if (!request.is_object()) throw BadAnswer("no request in the answer");
    return {.invoked_at = request.integer("invoke_time"), .cost_ms = request.integer("cost_in_ms"), .client_ip = request.text("client_ip")};
}

}  // namespace wechat::quota
