#include "gateway/pages/duty_page.h"

#include <kainjow/mustache.hpp>

#include "gateway/jobs/duty.h"
#include "gateway/log.h"
#include "services/rules/time.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

constexpr const char* who = "duty_desk";  // whoever holds the address; operators acknowledge from the command line, by name

// The token is in the address: no referrer, nothing from elsewhere, nobody's cache.
constexpr const char* page_text = R"(<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>警情 {{number}}</title>
<style>
body { font: 18px/1.6 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.4rem; }
dt { color: #666; float: left; clear: left; width: 5rem; }
dd { margin: 0 0 .4rem 5rem; }
button { font: inherit; width: 100%; padding: .9rem; border: 0; border-radius: .5rem; background: #b3261e; color: #fff; }
.done { padding: .9rem; border-radius: .5rem; background: #e3f2e6; }
</style>
</head>
<body>
<h1>值班警情 {{number}}</h1>
<dl><dt>类别</dt><dd>{{kind}}</dd><dt>时间</dt><dd>{{raised}}</dd></dl>
{{#open}}<form method="post"><button type="submit">确认已接警</button></form>
<p>确认后不再提醒。群众的原话和联系方式在值班系统里。</p>{{/open}}
{{^open}}<p class="done">已于 {{acknowledged}} 确认。</p>{{/open}}
</body>
</html>
)";

std::string moment(std::int64_t at) { return services::iso_with_time(services::instant_at(at)); }

HttpAnswer shown(const db::AlarmState& state) {
    kainjow::mustache::mustache page(page_text);
    kainjow::mustache::data values;
    values.set("number", state.id);
    values.set("kind", std::string(alarm_title(state.kind)));
    values.set("raised", moment(state.raised_at));
    values.set("open", state.acknowledged_at == 0 ? kainjow::mustache::data::type::bool_true : kainjow::mustache::data::type::bool_false);
    values.set("acknowledged", moment(state.acknowledged_at));
    return {200, page.render(values), "text/html; charset=utf-8"};
}

void acknowledge(db::Stores& stores, const std::string& id, services::Instant now) {
    auto result = db::Alarms::Acknowledged::unknown;
    const std::int64_t at = services::unix_time(now);
    stores.sql.transaction([&](db::Transaction& transaction) {
        result = stores.alarms.acknowledge(transaction, id, who, at);
        if (result != db::Alarms::Acknowledged::now) return;
        stores.audit.append(transaction, {.at = at, .who = who, .action = "alarm acknowledge", .about = id, .detail = "by its address"});
    });
    if (result == db::Alarms::Acknowledged::now) log::info("alarm acknowledged", {{"alarm", id}, {"by", who}});
}

}  // namespace

Page duty_page(db::Stores& stores, std::function<services::Instant()> clock) {
    return {duty_prefix, [&stores, clock = std::move(clock)](const PageRequest& request) -> HttpAnswer {
                const auto token = request.parameters.find("t");
                if (!db::is_alarm_number(request.path) || token == request.parameters.end()) return {404, ""};
                auto alarm = stores.alarms.find(request.path);
                if (!alarm || alarm->token.empty() || !wechat::equal_constant_time(alarm->token, token->second)) return {404, ""};
                if (request.is_get) return shown(alarm->state);
                acknowledge(stores, request.path, clock());
                return shown(stores.alarms.find(request.path).value_or(*alarm).state);
            }};
}

}  // namespace gateway
