#include "gateway/pipeline.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "db/residents.h"
#include "gateway/log.h"
#include "services/context.h"
#include "services/dialogue.h"
#include "services/words.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view apology = "抱歉，系统繁忙，刚才这一条没有处理成功，已填写的内容还在。请稍后把这句话再发一次。";
constexpr std::string_view still_busy = "正在处理您的上一条消息，请稍等几秒再发。";

std::string shorter(const std::string& bytes) { return wechat::hex_encode(wechat::sha256(bytes)).substr(0, 32); }

Lifetimes lifetimes(const Config& config) {
    return {.session = config.session_life, .answer = config.answer_memory, .nonce = 2 * config.wechat.window};
}

HttpAnswer xml(std::string body) { return {200, std::move(body), "text/xml; charset=utf-8"}; }
HttpAnswer success() { return {200, "success", "text/plain"}; }

std::int64_t milliseconds_since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

}  // namespace

/// One push from its arrival on: one configuration, one reading of the clock, one trace id.
struct Pipeline::Arrival {
    std::shared_ptr<const Live> live;
    services::Instant now;
    Clock::time_point start = Clock::now();
    std::string trace = wechat::random_hex(8);
    wechat::Opened push = {};
    std::string citizen = {};  // blind index of the openid: all that is logged or stored of it

    const wechat::Message& message() const { return push.message; }
    std::string type() const { return std::string(wechat::type_name(push.message)); }
    Clock::time_point deadline() const { return start + live->config->answer_deadline; }
    Delivery delivery() const { return {citizen, shorter(wechat::dedupe_key(push.message)), push.nonce_key, push.body_digest}; }
    std::string seal(const wechat::Reply& reply) const {
        return live->callback.seal(reply, push, now.time_since_epoch().count(), wechat::random_bytes(16));
    }
    HttpAnswer say(std::string_view text) const { return xml(seal(wechat::TextReply{std::string(text)})); }
};

/// One message being answered. The HTTP thread waits for it until the deadline; after that the work goes on alone.
struct Pipeline::Job {
    Job(Arrival arrival_, services::Heard heard_, Turn turn_)
        : arrival(std::move(arrival_)), heard(std::move(heard_)), turn(std::move(turn_)) {}

    const Arrival arrival;
    services::Heard heard;
    Turn turn;
    std::optional<std::string> note;  // a late answer that this reply begins with
    std::string text;

    enum class State { running, sealing, done, abandoned };
    std::mutex mutex;
    std::condition_variable settled;
    State state = State::running;
    HttpAnswer result;
};

Pipeline::Pipeline(const services::Catalog& catalog, db::Stores& stores, Metrics& metrics, CurrentLive live, SendSms send_sms,
                   ToSimplified to_simplified, int workers)
    : catalog_(catalog),
      stores_(stores),
      metrics_(metrics),
      live_(std::move(live)),
      send_sms_(std::move(send_sms)),
      to_simplified_(std::move(to_simplified)),
      turns_(stores.kv, stores.vault),
      workers_(workers) {}

HttpAnswer Pipeline::verify(const wechat::Query& query, services::Instant now) const {
    const auto echo = live_()->callback.verify_url(query, now.time_since_epoch().count());
    return echo ? HttpAnswer{200, *echo} : HttpAnswer{403, ""};
}

// The path of one message. Open; claim the push and the citizen's turn, which brings the session; converse; store session and answer in one
// step; seal.
HttpAnswer Pipeline::answer(const wechat::Query& query, const std::string& body, services::Instant now) {
    Arrival arrival{.live = live_(), .now = now};
    auto opened = arrival.live->callback.open(query, body, now.time_since_epoch().count());
    if (const auto* denied = std::get_if<wechat::Denied>(&opened)) return refuse(arrival, *denied);
    arrival.push = std::move(std::get<wechat::Opened>(opened));
    arrival.citizen = db::subject_key(stores_.vault, "W", arrival.message().from);

    auto input = wechat::takes_reply(arrival.message()) ? heard(arrival.message(), to_simplified_) : std::nullopt;
    if (!input) return acknowledge(arrival);
    try {
        auto taken = turns_.take(arrival.delivery(), lifetimes(*arrival.live->config), arrival.deadline());
        if (auto* turn = std::get_if<Turn>(&taken)) {
            return in_time(std::make_shared<Job>(std::move(arrival), std::move(*input), std::move(*turn)));
        }
        if (const auto* first = std::get_if<Replay>(&taken)) return replay(arrival, *first);
        if (std::holds_alternative<Reused>(taken)) return refuse(arrival, {.reason = "signature reused for another body"});
        return put_off(arrival, std::get<Occupied>(taken));
    } catch (const std::exception& failure) {
        return apologise(arrival, failure.what());
    }
}

void Pipeline::run(Job& job) {
    try {
        finish(job, reply(job));
    } catch (const std::exception& failure) {
        fail(job, failure.what());
    }
}

HttpAnswer Pipeline::refuse(const Arrival& arrival, const wechat::Denied& denied) {
    const std::string reason(denied.reason);
    metrics_.denied(reason);
    log::warn("callback refused", {{"trace", arrival.trace}, {"reason", reason}});
    return denied.authentic ? success() : HttpAnswer{403, ""};
}

HttpAnswer Pipeline::acknowledge(const Arrival& arrival) {
    count(arrival, "acknowledged");
    log::info("event noted", {{"trace", arrival.trace}, {"citizen", arrival.citizen}, {"type", arrival.type()}});
    return success();
}

HttpAnswer Pipeline::replay(const Arrival& arrival, const Replay& first) {
    metrics_.replays.Increment();
    log::info("answer replayed", {{"trace", arrival.trace}, {"citizen", arrival.citizen}});
    return first.body == "success" ? success() : xml(first.body);
}

HttpAnswer Pipeline::put_off(const Arrival& arrival, const Occupied& occupied) {
    metrics_.overloaded.Increment();
    return occupied.same_push ? success() : arrival.say(still_busy);
}

HttpAnswer Pipeline::apologise(const Arrival& arrival, const std::string& why) {
    count(arrival, "failed");
    log::error("message not answered", {{"trace", arrival.trace}, {"citizen", arrival.citizen}, {"why", why}});
    return arrival.say(apology);
}

void Pipeline::count(const Arrival& arrival, const char* outcome) {
    metrics_.message(arrival.type(), outcome, Clock::now() - arrival.start);
}

HttpAnswer Pipeline::in_time(const std::shared_ptr<Job>& job) {
    workers_.post([this, job] { run(*job); });
    std::unique_lock lock(job->mutex);
    job->settled.wait_until(lock, job->arrival.deadline(), [&] { return job->state == Job::State::done; });
    if (job->state == Job::State::running) {
        job->state = Job::State::abandoned;
        metrics_.late.Increment();
        log::warn("answer is late", {{"trace", job->arrival.trace}, {"citizen", job->arrival.citizen}});
        return success();
    }
    job->settled.wait(lock, [&] { return job->state == Job::State::done; });  // the answer is being stored: bounded by the store's timeout
    return job->result;
}

wechat::Reply Pipeline::reply(Job& job) {
    if (job.turn.session_lost) metrics_.sessions_lost.Increment();
    if (job.turn.has_note || !job.turn.sealed_session) job.note = stores_.notes.take(job.arrival.citizen);
    const Config& config = *job.arrival.live->config;
    services::Asked& asked = job.turn.session.asked;
    job.heard.stale = is_stale_tap(job.arrival.message(), asked);
    const services::Screen screen = converse(*job.arrival.live, job.turn.session, job.heard, job.arrival.message().from, job.arrival.now);
    if (screen.person && !job.note && config.customer_service == "transfer") return wechat::TransferReply{};
    if (job.note) {
        const std::string all = *job.note + "\n\n" + chat_text(screen, asked, config.tappable_lines, std::string::npos);
        job.text = chat_text({.text = all, .drawn = true}, asked, false, wechat::max_text_bytes);
    } else {
        job.text = chat_text(screen, asked, config.tappable_lines, wechat::max_text_bytes);
    }
    return wechat::TextReply{job.text};
}

services::Screen Pipeline::converse(const Live& live, services::Session& session, const services::Heard& heard, const std::string& openid,
                                    services::Instant now) {
    const Config& config = *live.config;
    services::Context context{.now = now,
                              .figures = config.figures,
                              .stores = stores_,
                              .citizen = db::subject_key(stores_.vault, "W", openid),
                              .subject = openid,
                              .send_sms = send_sms_,
                              .observe = [this](const services::Service& service, services::Code code) {
                                  metrics_.submitted(service.id, std::string(services::name_of(code)));
                              }};
    services::Screen screen = services::Conversation(catalog_, context, session, config.session_silence).hear(heard);
    if (screen.person) {
        const std::string how = config.customer_service == "transfer" ? "请再回复一次「人工」，为您转接。" : config.customer_service;
        screen.text = how + (screen.text.empty() ? "" : "\n\n" + screen.text);
    }
    return screen;
}

void Pipeline::finish(Job& job, const wechat::Reply& reply) {
    bool in_time = false;
    {
        const std::lock_guard lock(job.mutex);
        in_time = job.state == Job::State::running;
        if (in_time) job.state = Job::State::sealing;
    }
    // What WeChat was told is what a retry must be told: a late answer was acknowledged, its text waits for the next message.
    const std::string body = in_time ? job.arrival.seal(reply) : "success";
    if (!in_time) stores_.notes.keep(job.arrival.citizen, job.text, job.arrival.now.time_since_epoch().count());
    if (!turns_.commit(job.turn, job.turn.session, body, lifetimes(*job.arrival.live->config))) {
        throw std::runtime_error("the turn was lost or the session changed meanwhile");
    }
    if (!in_time) turns_.flag_note(job.arrival.citizen, job.arrival.live->config->session_life);
    count(job.arrival, in_time ? "answered" : "late");
    log::info("message answered", {{"trace", job.arrival.trace},
                                   {"citizen", job.arrival.citizen},
                                   {"type", job.arrival.type()},
                                   {"ms", milliseconds_since(job.arrival.start)},
                                   {"late", !in_time}});
    const std::lock_guard lock(job.mutex);
    job.result = body == "success" ? success() : xml(body);
    job.state = Job::State::done;
    job.settled.notify_all();
}

void Pipeline::fail(Job& job, const std::string& why) {
    turns_.release(job.turn);
    HttpAnswer sorry = apologise(job.arrival, why);
    std::string owed = job.note.value_or("");
    {
        const std::lock_guard lock(job.mutex);
        if (job.state == Job::State::abandoned) owed += (owed.empty() ? "" : "\n\n") + std::string(apology);
        job.result = std::move(sorry);
        job.state = Job::State::done;
        job.settled.notify_all();
    }
    if (owed.empty()) return;
    try {
        stores_.notes.keep(job.arrival.citizen, owed, job.arrival.now.time_since_epoch().count());
        turns_.flag_note(job.arrival.citizen, job.arrival.live->config->session_life);
    } catch (const std::exception& again) {
        log::error("late answer lost", {{"trace", job.arrival.trace}, {"why", again.what()}});
    }
}

}  // namespace gateway
