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

/// One message being answered. The HTTP thread waits for it until the deadline; after that the work goes on alone.
struct Pipeline::Job {
    Job(std::shared_ptr<const Live> live_, wechat::Opened opened_, services::Heard heard_, Turn turn_, services::Instant now_, std::string trace_,
        Clock::time_point start_, Clock::time_point deadline_)
        : live(std::move(live_)),
          opened(std::move(opened_)),
          heard(std::move(heard_)),
          turn(std::move(turn_)),
          now(now_),
          trace(std::move(trace_)),
          start(start_),
          deadline(deadline_) {}

    const std::shared_ptr<const Live> live;
    wechat::Opened opened;
    services::Heard heard;
    Turn turn;
    services::Instant now;
    std::string trace;
    Clock::time_point start, deadline;

    std::optional<std::string> note;  // a late answer that this reply begins with
    std::string text;

    enum class State { running, sealing, done, abandoned };
    std::mutex mutex;
    std::condition_variable settled;
    State state = State::running;
    HttpAnswer result;

    std::string seal(const wechat::Reply& reply) const {
        return live->callback.seal(reply, opened, now.time_since_epoch().count(), wechat::random_bytes(16));
    }
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

HttpAnswer Pipeline::answer(const wechat::Query& query, const std::string& body, services::Instant now) {
    const Clock::time_point start = Clock::now();
    const std::shared_ptr<const Live> live = live_();
    const std::string trace = wechat::random_hex(8);

    auto opened = live->callback.open(query, body, now.time_since_epoch().count());
    if (const auto* denied = std::get_if<wechat::Denied>(&opened)) {
        metrics_.denied(std::string(denied->reason));
        log::warn("callback refused", {{"trace", trace}, {"reason", std::string(denied->reason)}});
        return denied->authentic ? success() : HttpAnswer{403, ""};
    }
    auto& push = std::get<wechat::Opened>(opened);
    const wechat::Message& message = push.message;
    const std::string citizen = db::subject_key(stores_.vault, "W", message.from);
    auto input = wechat::takes_reply(message) ? heard(message, to_simplified_) : std::nullopt;
    if (!input) {
        metrics_.message(std::string(wechat::type_name(message)), "acknowledged", Clock::now() - start);
        log::info("event noted", {{"trace", trace}, {"citizen", citizen}, {"type", std::string(wechat::type_name(message))}});
        return success();
    }

    const Delivery delivery{citizen, shorter(wechat::dedupe_key(message)), push.nonce_key, push.body_digest};
    const Clock::time_point deadline = start + live->config->answer_deadline;
    try {
        auto taken = turns_.take(delivery, lifetimes(*live->config), deadline);
        if (auto* turn = std::get_if<Turn>(&taken)) {
            return in_time(std::make_shared<Job>(live, std::move(push), std::move(*input), std::move(*turn), now, trace, start, deadline));
        }
        if (auto* replay = std::get_if<Replay>(&taken)) {
            metrics_.replays.Increment();
            log::info("answer replayed", {{"trace", trace}, {"citizen", citizen}});
            return replay->body == "success" ? success() : xml(std::move(replay->body));
        }
        if (std::holds_alternative<Reused>(taken)) {
            metrics_.denied("signature reused");
            log::warn("callback refused", {{"trace", trace}, {"reason", "signature reused for another body"}});
            return {403, ""};
        }
        if (std::get<Occupied>(taken).same_push) return success();
        return xml(live->callback.seal(wechat::TextReply{std::string(still_busy)}, push, now.time_since_epoch().count(), wechat::random_bytes(16)));
    } catch (const std::exception& failure) {
        metrics_.message(std::string(wechat::type_name(message)), "failed", Clock::now() - start);
        log::error("message not taken", {{"trace", trace}, {"citizen", citizen}, {"why", failure.what()}});
        return xml(live->callback.seal(wechat::TextReply{std::string(apology)}, push, now.time_since_epoch().count(), wechat::random_bytes(16)));
    }
}

HttpAnswer Pipeline::in_time(const std::shared_ptr<Job>& job) {
    workers_.post([this, job] { run(*job); });
    std::unique_lock lock(job->mutex);
    job->settled.wait_until(lock, job->deadline, [&] { return job->state == Job::State::done; });
    if (job->state == Job::State::running) {
        job->state = Job::State::abandoned;
        metrics_.late.Increment();
        log::warn("answer is late", {{"trace", job->trace}, {"citizen", job->turn.delivery.citizen}});
        return success();
    }
    job->settled.wait(lock, [&] { return job->state == Job::State::done; });  // the answer is being stored: bounded by the store's timeout
    return job->result;
}

void Pipeline::run(Job& job) {
    try {
        finish(job, reply(job));
    } catch (const std::exception& failure) {
        fail(job, failure.what());
    }
}

wechat::Reply Pipeline::reply(Job& job) {
    if (job.turn.has_note || !job.turn.sealed_session) job.note = stores_.notes.take(job.turn.delivery.citizen);
    const Config& config = *job.live->config;
    services::Session& session = job.turn.session;
    job.text = converse(*job.live, session, job.heard, job.opened.message.from, job.now, config.tappable_lines);
    if (job.text.empty() && config.customer_service == "transfer") return wechat::TransferReply{};
    if (job.note) job.text = *job.note + "\n\n" + job.text;
    return wechat::TextReply{job.text};
}

std::string Pipeline::converse(const Live& live, services::Session& session, const services::Heard& heard, const std::string& openid,
                               services::Instant now, bool tappable) {
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
        if (config.customer_service == "transfer") return {};
        screen.text = config.customer_service + (screen.text.empty() ? "" : "\n\n" + screen.text);
    }
    return chat_text(screen, session.asked, tappable, wechat::max_text_bytes);
}

void Pipeline::finish(Job& job, const wechat::Reply& reply) {
    bool in_time = false;
    {
        const std::lock_guard lock(job.mutex);
        in_time = job.state == Job::State::running;
        if (in_time) job.state = Job::State::sealing;
    }
    // What WeChat was told is what a retry must be told: a late answer was acknowledged, its text waits for the next message.
    const std::string body = in_time ? job.seal(reply) : "success";
    if (!in_time) stores_.notes.keep(job.turn.delivery.citizen, job.text, job.now.time_since_epoch().count());
    if (!turns_.commit(job.turn, job.turn.session, body, lifetimes(*job.live->config))) {
        throw std::runtime_error("the turn was lost or the session changed meanwhile");
    }
    if (!in_time) turns_.flag_note(job.turn.delivery.citizen, job.live->config->session_life);
    metrics_.message(std::string(wechat::type_name(job.opened.message)), in_time ? "answered" : "late", Clock::now() - job.start);
    log::info("message answered", {{"trace", job.trace},
                                   {"citizen", job.turn.delivery.citizen},
                                   {"type", std::string(wechat::type_name(job.opened.message))},
                                   {"ms", milliseconds_since(job.start)},
                                   {"late", !in_time}});
    const std::lock_guard lock(job.mutex);
    job.result = body == "success" ? success() : xml(body);
    job.state = Job::State::done;
    job.settled.notify_all();
}

void Pipeline::fail(Job& job, const std::string& why) {
    metrics_.message(std::string(wechat::type_name(job.opened.message)), "failed", Clock::now() - job.start);
    log::error("message failed", {{"trace", job.trace}, {"citizen", job.turn.delivery.citizen}, {"why", why}});
    if (job.note) {
        try {
            stores_.notes.keep(job.turn.delivery.citizen, *job.note, job.now.time_since_epoch().count());
        } catch (const std::exception& again) {
            log::error("late answer lost", {{"trace", job.trace}, {"why", again.what()}});
        }
    }
    turns_.release(job.turn);
    const std::lock_guard lock(job.mutex);
    job.result = xml(job.seal(wechat::TextReply{std::string(apology)}));
    job.state = Job::State::done;
    job.settled.notify_all();
}

}  // namespace gateway
