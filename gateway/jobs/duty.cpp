#include "gateway/jobs/duty.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "db/failpoint.h"
#include "gateway/http/endpoint.h"
#include "gateway/jobs/unreadable.h"
#include "gateway/log.h"
#include "services/rules/time.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr int hands = 4;                    // calls at a time
constexpr int batch = 16;                   // alarms leased at a time
constexpr auto patience = 3s;               // with one call of a webhook
constexpr std::int64_t lease = 60;          // seconds; longer than a whole batch takes, every call unanswered
constexpr std::int64_t longest_pause = 15;  // seconds between two attempts at one ring

}  // namespace

std::string_view alarm_title(std::string_view kind) {
    static constexpr auto texts = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"self_harm", "轻生"},
        {"violence", "暴力"},
        {"missing_person", "走失"},
        {"missing_child", "走失"},  // as it was called before
        {"fire_gas", "火情"},
        {"medical", "急病"},
        {"traffic_injury", "车祸伤人"},
        {"fraud_now", "诈骗"},
        {"crime_now", "侵害"},
        {"call_police", "求助"},
    });
    const auto* found = std::ranges::find(texts, kind, &std::pair<std::string_view, std::string_view>::first);
    return found == texts.end() ? "紧急" : found->second;
}

std::string acknowledge_url(const Config& config, const db::Alarm& alarm) {
    return config.public_url + duty_prefix + alarm.state.id + "?t=" + alarm.token;
}

std::string duty_signature(const std::string& secret, const std::string& timestamp, const std::string& body) {
    return wechat::hex_encode(wechat::hmac_sha256(secret, timestamp + "." + body));
}

/// One ring of one alarm.
struct Duty::Call {
    const db::LeasedAlarm& leased;
    services::Instant now;
    std::shared_ptr<const Live> live;
    std::int64_t ring = 0;
    bool is_escalated = false;  // the second list is called as well

    const db::Alarm& alarm() const { return leased.alarm; }
    const DutyDesk& desk() const { return live->config->duty; }
    std::string body() const;
    std::string sms() const;
};

std::string Duty::Call::body() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    const auto put = [&](const char* key, const std::string& value) {
        if (value.empty()) return;
        out.Key(key);
        out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    };
    out.StartObject();
    put("number", alarm().state.id);
    put("kind", alarm().state.kind);
    out.Key("raised_at");
    out.Int64(alarm().state.raised_at);
    out.Key("ring");
    out.Int64(ring);
    out.Key("escalated");
    out.Bool(is_escalated);
    put("words", alarm().words);
    put("openid", alarm().caller.from.id);
    put("name", alarm().caller.name);
    put("mobile", alarm().caller.mobile);
    if (!alarm().token.empty()) put("acknowledge_url", acknowledge_url(*live->config, alarm()));
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string Duty::Call::sms() const {
    const std::string number = alarm().state.id.empty() ? "（未能登记）" : alarm().state.id;
    std::string text = "【广州公安】值班警情" + number + "：微信群众求助（" + std::string(alarm_title(alarm().state.kind)) + "）";
    text += is_escalated ? "，无人确认，请立即处置。" : "，请立即处置。";
    return alarm().token.empty() ? text : text + "确认：" + acknowledge_url(*live->config, alarm());
}

Duty::Duty(db::Stores& stores, Metrics& metrics, CurrentLive live, SendSms send_sms, wechat::Transport transport)
    : stores_(stores),
      metrics_(metrics),
      live_(std::move(live)),
      send_sms_(std::move(send_sms)),
      transport_(std::move(transport)),
      jobs_("alarms", hands) {}

void Duty::start() {
    jobs_.start([this](services::Instant now) { return round(now) == batch ? Jobs::more : Jobs::rest; },
                [this](services::Instant now) {
                    stores_.alarms.sweep(services::unix_time(now) - db::Alarms::life);
                    stores_.alarm_entries.sweep(services::unix_time(now) - db::AlarmEntries::life);
                });
}

int Duty::round(services::Instant now) {
    if (!live_()->config->duty.is_there()) return 0;
    const std::int64_t at = services::unix_time(now);
    UnreadableRows unreadable(metrics_, "alarms");
    const auto alarms = stores_.alarms.lease(at, at + lease, batch, std::ref(unreadable));
    jobs_.each<db::LeasedAlarm>(alarms, [&](const db::LeasedAlarm& alarm) {
        try {
            db::failpoint("duty: leased");
            ring(alarm, now);
        } catch (const std::exception& failure) {
            // The lease runs out, and it rings again.
            log::error("duty desk not rung", {{"alarm", alarm.alarm.state.id}, {"why", failure.what()}});
        }
    });
    return static_cast<int>(alarms.size());
}

/// A ring begins when the last one is old enough, or when the others are to hear of it; until then the present one goes on with whom it has
/// not reached.
void Duty::ring(const db::LeasedAlarm& leased, services::Instant now) {
    const auto live = live_();
    const DutyDesk& desk = live->config->duty;
    const db::AlarmState& state = leased.alarm.state;
    const std::int64_t at = services::unix_time(now);
    const std::int64_t escalates_at = state.raised_at + desk.escalate_after.count();
    const bool escalates = state.escalated_at == 0 && at >= escalates_at;
    const bool begins = state.rings == 0 || escalates || at >= state.ringing_since + desk.ring_again_after.count();
    const Call call{.leased = leased,
                    .now = now,
                    .live = live,
                    .ring = state.rings + (begins ? 1 : 0),
                    .is_escalated = escalates || state.escalated_at > 0};
    db::Rung rung{.ring = call.ring, .since = begins ? at : state.ringing_since, .is_escalated = call.is_escalated};
    rung.is_posted = (!begins && leased.is_posted) || post(call);
    rung.is_texted = (!begins && leased.is_texted) || text(call);
    db::failpoint("duty: rung");
    rung.due_at = rung.since + desk.ring_again_after.count();
    if (!rung.is_posted || !rung.is_texted) rung.due_at = std::min(rung.due_at, at + pause_after(leased.lease.attempts, longest_pause));
    if (!call.is_escalated) rung.due_at = std::min(rung.due_at, std::max(escalates_at, at + 1));
    save(call, rung);
}

bool Duty::page_without_record(const Distress& distress, services::Instant now) noexcept {
    try {
        db::LeasedAlarm alarm;
        alarm.alarm.state.kind = distress.kind;
        alarm.alarm.state.raised_at = services::unix_time(now);
        alarm.alarm.words = distress.words;
        if (distress.draft.empty()) alarm.alarm.caller.from = distress.from;
        const Call call{.leased = alarm, .now = now, .live = live_(), .ring = 1, .is_escalated = true};
        const bool is_posted = post(call), is_texted = text(call);
        log::warn("duty desk rung without a record", {{"trace", distress.trace}, {"posted", is_posted}, {"texted", is_texted}});
        return (is_posted && !call.desk().webhook_url.empty()) || (is_texted && !call.desk().mobiles.empty());
    } catch (const std::exception& failure) {
        log::error("duty desk not rung", {{"trace", distress.trace}, {"why", failure.what()}});
        return false;
    }
}

bool Duty::post(const Call& call) {
    bool is_taken = call.desk().webhook_url.empty() || post_to(call, call.desk().webhook_url);
    if (call.is_escalated && !call.desk().escalation_webhook_url.empty()) {
        is_taken = post_to(call, call.desk().escalation_webhook_url) && is_taken;
    }
    return is_taken;
}

bool Duty::post_to(const Call& call, const std::string& url) {
    const auto [origin, path] = url_from(url);
    const std::string timestamp = std::to_string(services::unix_time(call.now)), body = call.body();
    std::string why;
    try {
        const auto answer = transport_(origin, {.method = "POST",
                                                .target = path,
                                                .headers = {{"Content-Type", "application/json"},
                                                            {"X-Duty-Timestamp", timestamp},
                                                            {"X-Duty-Signature", duty_signature(call.desk().secret, timestamp, body)}},
                                                .body = body,
                                                .deadline = std::chrono::steady_clock::now() + patience});
        if (answer.status < 200 || answer.status > 299) why = "status " + std::to_string(answer.status);
    } catch (const wechat::HttpError& failure) {
        why = failure.what();
    }
    metrics_.rang("webhook", why.empty() ? "taken" : "refused");
    if (!why.empty()) log::error("duty desk does not take an alarm", {{"alarm", call.alarm().state.id}, {"why", why}});
    return why.empty();
}

/// Taken once one of them has been: whom the carrier does not know must not make the others' telephones ring for ever.
bool Duty::text(const Call& call) {
    std::vector<std::string> mobiles = call.desk().mobiles;
    if (call.is_escalated) {
        const auto& more = call.desk().escalation_mobiles;
        mobiles.insert(mobiles.end(), more.begin(), more.end());
    }
    bool is_taken = mobiles.empty();
    for (const std::string& mobile : mobiles) {
        const bool accepted = send_sms_(mobile, call.sms());
        metrics_.rang("sms", accepted ? "taken" : "refused");
        is_taken = accepted || is_taken;
    }
    if (!is_taken) log::error("SMS to the duty desk not accepted", {{"alarm", call.alarm().state.id}});
    return is_taken;
}

void Duty::save(const Call& call, const db::Rung& rung) {
    const db::AlarmState& before = call.alarm().state;
    const bool escalates = rung.is_escalated && before.escalated_at == 0;
    const std::int64_t at = services::unix_time(call.now);
    stores_.sql.transaction([&](db::Transaction& transaction) {
        if (!stores_.alarms.rung(transaction, call.leased, rung, at) || !escalates) return;
        stores_.audit.append(transaction,
                             {.at = at, .who = "gateway", .action = "alarm escalated", .about = before.id, .detail = before.kind});
    });
    log::warn("duty desk rung", {{"alarm", before.id}, {"ring", rung.ring}, {"escalated", call.is_escalated}});
}

}  // namespace gateway
