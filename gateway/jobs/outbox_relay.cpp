#include "gateway/jobs/outbox_relay.h"

#include <algorithm>
#include <array>

#include "db/failpoint.h"
#include "gateway/jobs/unreadable.h"
#include "gateway/log.h"
#include "services/form/answers.h"
#include "services/rules/time.h"
#include "wechat/custom_messages.h"
#include "wechat/subscriptions.h"
#include "wechat/template_messages.h"
#include "wechat/utf8.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr int hands = 8;                      // calls at a time
constexpr int batch = 32;                     // entries leased at a time
constexpr auto patience = 5s;                 // with one call
constexpr std::int64_t lease = 120;           // seconds; longer than a whole batch takes, every way of every entry unanswered
constexpr std::int64_t longest_pause = 900;   // seconds between two attempts
constexpr std::int64_t memory = 30 * 86'400;  // seconds an entry that is done is kept

/// The resident cannot be told this way, now or ever: another way may be open.
bool is_closed(wechat::Errc code) {
    using enum wechat::Errc;
    static constexpr std::array closed{window_closed, window_used_up,     not_subscribed,  not_a_follower, not_following,
                                       bad_openid,    blacklisted,        bad_template_id, bad_argument,   text_too_long,
                                       no_permission, template_withdrawn, bad_page_path};
    return std::ranges::find(closed, code) != closed.end();
}

/// The administrator must do something about it, or residents go without.
bool is_for_the_operator(wechat::Errc code) {
    using enum wechat::Errc;
    static constexpr std::array ours{bad_template_id, bad_argument,   text_too_long, no_permission,       template_withdrawn,
                                     bad_page_path,   bad_app_id,     bad_secret,    secret_frozen,       quota_used_up,
                                     account_limited, ip_not_allowed, bad_token,     ip_not_allowed_guide};
    return std::ranges::find(ours, code) != ours.end();
}

}  // namespace

/// One entry on its way: read once, tried way after way.
struct OutboxRelay::Attempt {
    const db::LeasedEntry& leased;
    services::Instant now;
    std::shared_ptr<const Live> live;
    std::shared_ptr<const wechat::Client> client;
    services::Answers facts = services::from_json(leased.entry.body);
    std::string why = {};  // the last way was not open
    wechat::Errc said = wechat::Errc::ok;

    std::string fact(const std::string& name) const { return services::value_of(facts, name); }
    wechat::Deadline deadline() const { return std::chrono::steady_clock::now() + patience; }
};

OutboxRelay::OutboxRelay(db::Stores& stores, Metrics& metrics, CurrentLive live, ClientOf client_of, SendSms send_sms, OweNote owe_note)
    : stores_(stores),
      metrics_(metrics),
      live_(std::move(live)),
      client_of_(std::move(client_of)),
      send_sms_(std::move(send_sms)),
      owe_note_(std::move(owe_note)),
      jobs_("outbox", hands) {}

void OutboxRelay::start() {
    jobs_.start([this](services::Instant now) { return round(now) == batch ? Jobs::more : Jobs::rest; },
                [this](services::Instant now) {
                    stores_.outbox.sweep(services::unix_time(now) - memory);
                    stores_.notes.sweep(services::unix_time(now));
                });
}

int OutboxRelay::round(services::Instant now) {
    const std::int64_t at = services::unix_time(now);
    UnreadableRows unreadable(metrics_, "outbox");
    const auto entries = stores_.outbox.lease(at, at + lease, batch, std::ref(unreadable));
    jobs_.each<db::LeasedEntry>(entries, [&](const db::LeasedEntry& leased) {
        try {
            db::failpoint("relay: leased");
            tell(leased, now);
        } catch (const std::exception& failure) {
            // The lease runs out, and the entry comes again.
            log::error("resident not told", {{"entry", leased.lease.id}, {"why", failure.what()}});
        }
    });
    return static_cast<int>(entries.size()) + unreadable.count();
}

void OutboxRelay::tell(const db::LeasedEntry& leased, services::Instant now) {
    const auto live = live_();
    Attempt attempt{.leased = leased, .now = now, .live = live, .client = client_of_(*live->config)};
    if (services::unix_time(now) >= leased.entry.expires_at) {
        stores_.outbox.dead(leased, attempt.why = "expired", services::unix_time(now));
        metrics_.told(leased.entry.kind, "expired");
        log::warn("resident not told in time", {{"entry", leased.lease.id}, {"kind", leased.entry.kind}});
        return;
    }
    if (leased.entry.to.channel == db::sms_channel) return tell_by_sms(attempt);
    if (attempt.client == nullptr) return keep_for_visit(attempt);
    const std::array<std::pair<const char*, std::function<Came()>>, 3> ways{{
        {"custom", [&] { return by_custom_message(attempt); }},
        {"subscribe", [&] { return by_template(attempt, NoticeTemplate::Way::subscribe); }},
        {"template", [&] { return by_template(attempt, NoticeTemplate::Way::message); }},
    }};
    for (const auto& [way, send] : ways) {
        const Came came = send();
        if (came == Came::closed) continue;
        if (came != Came::told) return put_off(attempt, came == Came::unknown);
        return told(attempt, way);
    }
    keep_for_visit(attempt);
}

void OutboxRelay::told(const Attempt& attempt, const char* way) {
    const db::LeasedEntry& leased = attempt.leased;
    db::failpoint("relay: told");
    if (leased.is_uncertain) metrics_.perhaps_told_twice.Increment();
    stores_.outbox.told(leased, way, services::unix_time(attempt.now));
    metrics_.told(leased.entry.kind, way);
}

void OutboxRelay::tell_by_sms(Attempt& attempt) {
    if (send_sms_(attempt.leased.entry.to.id, attempt.fact("text"))) return told(attempt, "sms");
    attempt.why = "the SMS was not accepted";
    put_off(attempt, false);
}

OutboxRelay::Came OutboxRelay::by_custom_message(Attempt& attempt) {
    return guarded(attempt, [&] {
        wechat::custom::send(*attempt.client, attempt.leased.entry.to.id, wechat::custom::Text{attempt.fact("text")}, attempt.deadline());
    });
}

OutboxRelay::Came OutboxRelay::by_template(Attempt& attempt, NoticeTemplate::Way way) {
    const db::OutboxEntry& entry = attempt.leased.entry;
    const auto& all = attempt.live->config->templates;
    const auto found = std::ranges::find_if(all, [&](const NoticeTemplate& each) { return each.way == way && each.tells == entry.kind; });
    if (found == all.end()) return Came::closed;
    const bool needs_consent = way == NoticeTemplate::Way::subscribe;
    if (needs_consent && !stores_.subscriptions.has(entry.to, found->id)) return Came::closed;
    std::vector<wechat::template_messages::Value> values;
    for (const auto& [key, fact] : found->values) values.push_back({key, attempt.fact(fact)});
    const Came came = guarded(attempt, [&] {
        if (needs_consent) {
            wechat::subscriptions::send(*attempt.client, {.openid = entry.to.id, .template_id = found->id, .values = std::move(values)},
                                        attempt.deadline());
        } else {
            wechat::template_messages::send(
                *attempt.client,
                {.openid = entry.to.id, .template_id = found->id, .client_msg_id = attempt.leased.lease.id, .values = std::move(values)},
                attempt.deadline());
        }
    });
    if (needs_consent && attempt.said == wechat::Errc::not_subscribed) {
        stores_.subscriptions.set(entry.to, found->id, false, services::unix_time(attempt.now));
    }
    return came;
}

/// What WeChat said to one call.
OutboxRelay::Came OutboxRelay::guarded(Attempt& attempt, const std::function<void()>& send) {
    const auto note = [&](std::string why, bool is_for_operator) {
        attempt.why = std::move(why);
        if (is_for_operator) log::error("WeChat refuses what the outbox sends", {{"entry", attempt.leased.lease.id}, {"why", attempt.why}});
    };
    attempt.said = wechat::Errc::ok;
    try {
        send();
        return Came::told;
    } catch (const wechat::ApiError& failure) {
        // Not what(): WeChat's own words may repeat what was sent.
        attempt.said = failure.code();
        note(std::to_string(static_cast<int>(failure.code())) + " " + std::string(wechat::name_of(failure.code())) +
                 (failure.rid().empty() ? "" : " rid " + failure.rid()),
             is_for_the_operator(failure.code()));
        return is_closed(failure.code()) ? Came::closed : Came::later;
    } catch (const wechat::OutOfLimits& failure) {
        note(failure.what(), true);
        return Came::closed;
    } catch (const wechat::MaybeSent& failure) {
        note(failure.what(), false);
        return Came::unknown;
    } catch (const std::runtime_error& failure) {
        note(failure.what(), false);
        return Came::later;
    }
}

void OutboxRelay::keep_for_visit(Attempt& attempt) {
    const db::OutboxEntry& entry = attempt.leased.entry;
    const std::int64_t now = services::unix_time(attempt.now);
    bool kept = false;
    stores_.sql.transaction([&](db::Transaction& transaction) {
        kept = stores_.outbox.kept(transaction, attempt.leased, now);
        if (kept) stores_.notes.keep(transaction, entry.to, attempt.fact("text"), now, entry.expires_at);
    });
    if (!kept) return;
    db::failpoint("relay: kept");
    owe_note_(entry.to);
    metrics_.told(entry.kind, "visit");
}

void OutboxRelay::put_off(Attempt& attempt, bool is_uncertain) {
    const std::int64_t at = services::unix_time(attempt.now) + pause_after(attempt.leased.lease.attempts, longest_pause);
    stores_.outbox.again(attempt.leased, at, std::string(wechat::cut_utf8(attempt.why, 200)), is_uncertain);
    metrics_.told(attempt.leased.entry.kind, is_uncertain ? "unknown" : "later");
    log::warn("resident is told later",
              {{"entry", attempt.leased.lease.id}, {"attempts", attempt.leased.lease.attempts}, {"why", attempt.why}});
}

}  // namespace gateway
