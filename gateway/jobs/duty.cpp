#include "gateway/jobs/duty.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
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
constexpr int batch = 256;                  // alarms leased at a time
constexpr std::size_t many = 5;             // due at once: they ring as one
constexpr auto gathers_for = 30s;           // after that, until the next such ring
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

/// One alarm whose turn it is.
struct Duty::Call {
    const db::LeasedAlarm& leased;
    services::Instant now;
    std::shared_ptr<const Live> live;
    std::int64_t ring = 0;
    bool begins = false;        // a new ring; otherwise the last one goes on with whom it has not reached
    bool is_escalated = false;  // the second list is called as well

    const db::Alarm& alarm() const { return leased.alarm; }
    const DutyDesk& desk() const { return live->config->duty; }
    std::int64_t escalates_at() const { return alarm().state.raised_at + desk().escalate_after.count(); }
};

/// What goes out, of one alarm or of many.
struct Duty::Ring {
    std::string about = {};  // for the log
    std::string body = {}, sms = {};
    bool is_escalated = false;
    const DutyDesk& desk;
    services::Instant now;
};

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(Writer& out, const char* key, const std::string& value) {
    if (value.empty()) return;
    out.Key(key);
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void write(Writer& out, const Config& config, const db::Alarm& alarm, std::int64_t ring, bool is_escalated) {
    out.StartObject();
    put(out, "number", alarm.state.id);
    put(out, "kind", alarm.state.kind);
    out.Key("raised_at");
    out.Int64(alarm.state.raised_at);
    out.Key("ring");
    out.Int64(ring);
    out.Key("escalated");
    out.Bool(is_escalated);
    put(out, "words", alarm.words);
    put(out, "openid", alarm.caller.from.id);
    put(out, "name", alarm.caller.name);
    put(out, "mobile", alarm.caller.mobile);
    if (!alarm.token.empty()) put(out, "acknowledge_url", acknowledge_url(config, alarm));
    out.EndObject();
}

std::string sms_of(const Config& config, const db::Alarm& alarm, bool is_escalated) {
    const std::string number = alarm.state.id.empty() ? "（未能登记）" : alarm.state.id;
    std::string text = "【广州公安】值班警情" + number + "：微信群众求助（" + std::string(alarm_title(alarm.state.kind)) + "）";
    text += is_escalated ? "，无人确认，请立即处置。" : "，请立即处置。";
    return alarm.token.empty() ? text : text + "确认：" + acknowledge_url(config, alarm);
}

/// "暴力2起、轻生1起", the most frequent first.
std::string counted(const std::map<std::string_view, int>& kinds) {
    std::vector<std::pair<std::string_view, int>> ordered(kinds.begin(), kinds.end());
    std::ranges::stable_sort(ordered, std::greater(), &std::pair<std::string_view, int>::second);
    std::string text;
    for (const auto& [kind, count] : ordered) text += (text.empty() ? "" : "、") + std::string(kind) + std::to_string(count) + "起";
    return text;
}

}  // namespace

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
                    stores_.desk_sessions.sweep(services::unix_time(now));
                });
}

int Duty::round(services::Instant now) {
    if (!live_()->config->duty.is_there() || now < gathers_until_) return 0;
    const std::int64_t at = services::unix_time(now);
    UnreadableRows unreadable(metrics_, "alarms");
    const auto alarms = stores_.alarms.lease(at, at + lease, batch, std::ref(unreadable));
    if (alarms.size() >= many) {
        gathers_until_ = now + gathers_for;
        ring(alarms, now);
    } else {
        jobs_.each<db::LeasedAlarm>(alarms, [&](const db::LeasedAlarm& alarm) { ring({&alarm, 1}, now); });
    }
    return static_cast<int>(alarms.size());
}

/// A ring begins when the last one is old enough, or when the others are to hear of it; until then the present one goes on with whom it has
/// not reached.
Duty::Call Duty::call_of(const db::LeasedAlarm& leased, const std::shared_ptr<const Live>& live, services::Instant now) {
    Call call{.leased = leased, .now = now, .live = live};
    const db::AlarmState& state = leased.alarm.state;
    const std::int64_t at = services::unix_time(now);
    const bool escalates = state.escalated_at == 0 && at >= call.escalates_at();
    call.begins = state.rings == 0 || escalates || at >= state.ringing_since + call.desk().ring_again_after.count();
    call.ring = state.rings + (call.begins ? 1 : 0);
    call.is_escalated = escalates || state.escalated_at > 0;
    return call;
}

/// Whatever fails here: the lease runs out, and they ring again.
void Duty::ring(std::span<const db::LeasedAlarm> alarms, services::Instant now) {
    try {
        db::failpoint("duty: leased");
        const auto live = live_();
        std::vector<Call> calls;
        for (const db::LeasedAlarm& each : alarms) calls.push_back(call_of(each, live, now));
        const Ring ring = calls.size() == 1 ? ring_of(calls.front()) : ring_of(calls);
        const auto has_reached_all = [&](bool db::LeasedAlarm::*by) {
            return std::ranges::all_of(calls, [&](const Call& call) { return !call.begins && call.leased.*by; });
        };
        const bool is_posted = has_reached_all(&db::LeasedAlarm::is_posted) || post(ring);
        const bool is_texted = has_reached_all(&db::LeasedAlarm::is_texted) || text(ring);
        db::failpoint("duty: rung");
        for (const Call& call : calls) save(call, is_posted, is_texted);
    } catch (const std::exception& failure) {
        log::error("duty desk not rung", {{"alarm", alarms.front().alarm.state.id}, {"of", alarms.size()}, {"why", failure.what()}});
    }
}

Duty::Ring Duty::ring_of(const Call& call) {
    const Config& config = *call.live->config;
    rapidjson::StringBuffer body;
    Writer out(body);
    write(out, config, call.alarm(), call.ring, call.is_escalated);
    return {.about = call.alarm().state.id,
            .body = body.GetString(),
            .sms = sms_of(config, call.alarm(), call.is_escalated),
            .is_escalated = call.is_escalated,
            .desk = call.desk(),
            .now = call.now};
}

Duty::Ring Duty::ring_of(const std::vector<Call>& calls) {
    const Config& config = *calls.front().live->config;
    const bool is_escalated = std::ranges::any_of(calls, &Call::is_escalated);
    const std::string count = std::to_string(calls.size());
    std::map<std::string_view, int> kinds;
    rapidjson::StringBuffer body;
    Writer out(body);
    out.StartObject();
    out.Key("count");
    out.Uint64(calls.size());
    out.Key("alarms");
    out.StartArray();
    for (const Call& call : calls) {
        write(out, config, call.alarm(), call.ring, call.is_escalated);
        ++kinds[alarm_title(call.alarm().state.kind)];
    }
    out.EndArray();
    out.EndObject();
    return {.about = count + " at once",
            .body = body.GetString(),
            .sms = "【广州公安】值班警情" + count + "起同时待处置：" + counted(kinds) +
                   (is_escalated ? "，有的无人确认，请立即处置：" : "，请立即处置：") + config.public_url + duty_prefix,
            .is_escalated = is_escalated,
            .desk = calls.front().desk(),
            .now = calls.front().now};
}

bool Duty::page_without_record(const Distress& distress, services::Instant now) noexcept {
    try {
        db::LeasedAlarm leased;
        db::Alarm& alarm = leased.alarm;
        alarm.state.kind = distress.kind;
        alarm.state.raised_at = services::unix_time(now);
        alarm.words = distress.words;
        if (distress.draft.empty()) alarm.caller.from = distress.from;
        const auto live = live_();
        const Ring ring = ring_of({.leased = leased, .now = now, .live = live, .ring = 1, .is_escalated = true});
        const bool is_posted = post(ring), is_texted = text(ring);
        log::warn("duty desk rung without a record", {{"trace", distress.trace}, {"posted", is_posted}, {"texted", is_texted}});
        return (is_posted && !ring.desk.webhook_url.empty()) || (is_texted && !ring.desk.mobiles.empty());
    } catch (const std::exception& failure) {
        log::error("duty desk not rung", {{"trace", distress.trace}, {"why", failure.what()}});
        return false;
    }
}

bool Duty::post(const Ring& ring) {
    bool is_taken = ring.desk.webhook_url.empty() || post_to(ring, ring.desk.webhook_url);
    if (ring.is_escalated && !ring.desk.escalation_webhook_url.empty()) {
        is_taken = post_to(ring, ring.desk.escalation_webhook_url) && is_taken;
    }
    return is_taken;
}

bool Duty::post_to(const Ring& ring, const std::string& url) {
    const auto [origin, path] = url_from(url);
    const std::string timestamp = std::to_string(services::unix_time(ring.now));
    std::string why;
    try {
        const auto answer = transport_(origin, {.method = "POST",
                                                .target = path,
                                                .headers = {{"Content-Type", "application/json"},
                                                            {"X-Duty-Timestamp", timestamp},
                                                            {"X-Duty-Signature", duty_signature(ring.desk.secret, timestamp, ring.body)}},
                                                .body = ring.body,
                                                .deadline = std::chrono::steady_clock::now() + patience});
        if (answer.status < 200 || answer.status > 299) why = "status " + std::to_string(answer.status);
    } catch (const wechat::HttpError& failure) {
        why = failure.what();
    }
    metrics_.rang("webhook", why.empty() ? "taken" : "refused");
    if (!why.empty()) log::error("duty desk does not take an alarm", {{"alarm", ring.about}, {"why", why}});
    return why.empty();
}

/// Taken once one of them has been: whom the carrier does not know must not make the others' telephones ring for ever.
bool Duty::text(const Ring& ring) {
    std::vector<std::string> mobiles = ring.desk.mobiles;
    if (ring.is_escalated) {
        const auto& more = ring.desk.escalation_mobiles;
        mobiles.insert(mobiles.end(), more.begin(), more.end());
    }
    bool is_taken = mobiles.empty();
    for (const std::string& mobile : mobiles) {
        const bool accepted = send_sms_(mobile, ring.sms);
        metrics_.rang("sms", accepted ? "taken" : "refused");
        is_taken = accepted || is_taken;
    }
    if (!is_taken) log::error("SMS to the duty desk not accepted", {{"alarm", ring.about}});
    return is_taken;
}

void Duty::save(const Call& call, bool is_posted, bool is_texted) {
    const db::AlarmState& before = call.alarm().state;
    const bool escalates = call.is_escalated && before.escalated_at == 0;
    const std::int64_t at = services::unix_time(call.now);
    db::Rung rung{.ring = call.ring,
                  .since = call.begins ? at : before.ringing_since,
                  .is_posted = is_posted,
                  .is_texted = is_texted,
                  .is_escalated = call.is_escalated};
    rung.due_at = rung.since + call.desk().ring_again_after.count();
    if (!is_posted || !is_texted) rung.due_at = std::min(rung.due_at, at + pause_after(call.leased.lease.attempts, longest_pause));
    if (!call.is_escalated) rung.due_at = std::min(rung.due_at, std::max(call.escalates_at(), at + 1));
    stores_.sql.transaction([&](db::Transaction& transaction) {
        if (!stores_.alarms.rung(transaction, call.leased, rung, at) || !escalates) return;
        stores_.audit.append(transaction,
                             {.at = at, .who = "gateway", .action = "alarm escalated", .about = before.id, .detail = before.kind});
    });
    log::warn("duty desk rung", {{"alarm", before.id}, {"ring", rung.ring}, {"escalated", call.is_escalated}});
}

}  // namespace gateway
