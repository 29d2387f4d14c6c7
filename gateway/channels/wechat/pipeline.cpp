#include "gateway/channels/wechat/pipeline.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "db/failpoint.h"
#include "gateway/channels/wechat/user.h"
#include "gateway/log.h"
#include "gateway/pages/documents.h"
#include "services/chat/conversation.h"
#include "services/chat/words.h"
#include "services/distress/recogniser.h"
#include "services/form/answers.h"
#include "services/form/context.h"
#include "services/rules/time.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view apology = "抱歉，系统繁忙，刚才这一条没有处理成功，已填写的内容还在。请稍后把这句话再发一次。";
constexpr std::string_view still_busy = "正在处理您的上一条消息，请稍等几秒再发。";

constexpr std::int64_t late_answer_life = 7 * 86'400;  // seconds

/// So long, from when it begins, the card waits until the alarm is put down, which then goes on alone: a database that hangs must not cost
/// it the deadline.
constexpr std::chrono::milliseconds card_waits{500};
/// So long after its arrival a cry for help has its card, whatever hangs.
constexpr std::chrono::milliseconds card_deadline{800};

constexpr int openers = 2;        // they never wait for anybody
constexpr int cries_at_once = 4;  // the rest has its card from the timers
constexpr std::string_view told_the_desk = "已经通知值班民警。您接下来发来的话、位置和照片，民警都能看到。";

constexpr std::chrono::milliseconds poll{25};  // between two looks at whether the citizen's turn has come

constexpr std::string_view handed_over = "transfer";  // Config::customer_service
constexpr std::chrono::minutes person_is_there{10};   // after the last message that was handed over

/// Whether a person answers now.
bool is_staffed(const Config& config, services::Instant now) {
    const auto& hours = config.customer_service_hours;
    if (hours.empty()) return true;
    return config.figures.calendar.is_working_day(services::date_of(now)) && services::is_open_at(hours, services::time_of_day(now));
}

std::string how_to_reach_person(const Config& config, services::Instant now) {
    if (is_staffed(config, now))
        return config.customer_service == handed_over ? "请再回复一次「人工」，为您转接。" : config.customer_service;
    std::string hours;
    for (const services::Span& span : config.customer_service_hours)
        hours += (hours.empty() ? "" : "、") + services::clock(span.opens) + "–" + services::clock(span.closes);
    return "现在没有工作人员在线，人工服务时间是工作日" + hours + "。着急的可以拨打" + config.customer_service_phone +
           "，紧急情况请拨打110；也可以继续在这里办理。";
}

/// The turn ran out or the session changed under us: what was worked out here has no effect.
struct LostTurn : std::runtime_error {
    LostTurn() : std::runtime_error("the turn was lost or the session changed meanwhile") {}
};

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
    Clock::time_point start;
    std::string trace = wechat::random_hex(8);
    wechat::Opened push = {};
    services::Heard heard = {};
    db::Names names = {};      // blind indexes of the openid, under every known key
    std::string citizen = {};  // the first of them: all that is logged of it

    const wechat::Message& message() const { return push.message; }
    std::string type() const { return std::string(wechat::type_name(push.message)); }
    bool is_cry() const { return heard.distress && *heard.distress; }
    Clock::time_point deadline() const {
        return start + (is_cry() ? std::min<Clock::duration>(card_deadline, live->config->answer_deadline) : live->config->answer_deadline);
    }
    Delivery delivery() const {
        return {citizen, shorter(wechat::dedupe_key(push.message)), push.nonce_key, push.body_digest, {names.begin() + 1, names.end()}};
    }
    std::string seal(const wechat::Reply& reply) const {
        return live->callback.seal(reply, push, now.time_since_epoch().count(), wechat::random_bytes(16));
    }
    /// An answer that did not come from the conversation. A cry for help gets the emergency card whatever else is broken.
    HttpAnswer say(std::string_view text) const {
        const std::string card = is_cry() ? live->config->figures.distress->card(heard.distress->kind, false) : "";
        const std::string between = card.empty() || text.empty() ? "" : "\n\n";
        return xml(seal(wechat::TextReply{card + between + std::string(text)}));
    }
};

/// One message being answered. Whoever asked is told once: by the work, or at the deadline that it goes on alone.
struct Pipeline::Job {
    Job(Arrival arrival_, Respond respond_) : arrival(std::move(arrival_)), respond(std::move(respond_)) {}

    const Arrival arrival;
    const Respond respond;
    Claim claim{arrival.delivery()};
    Turn turn = {};
    std::unique_ptr<Turns::Place> place = {};  // in the line for the citizen's turn
    std::optional<std::string> note = {};      // a late answer that this reply begins with
    std::string text = {};                     // of the reply, for when it is late,
    std::string rest = {};                     // and what is left of it for 下一页
    std::string secret_draft = {};             // of the anonymous service whose question is being answered
    bool is_secret = false;                    // an anonymous service was asked, answers, or is quoted: nothing may name its user
    bool alarm_is_raised = false;
    Timers::Id deadline = {};

    enum class State { running, sealing, abandoned, settled };
    std::atomic<State> state = State::running;

    /// The citizen, as a log line may name them. Of the work's own thread.
    std::string logged_as() const { return is_secret ? "" : arrival.citizen; }

    bool is_abandoned() const { return state == State::abandoned; }
    /// From here on the deadline is over: the answer is being stored, which the store's timeout bounds. False when it has passed.
    bool begin_sealing() { return become(State::sealing); }
    bool abandon() { return become(State::abandoned); }
    void settle(HttpAnswer answer) {
        const State before = state.exchange(State::settled);
        if (before == State::running || before == State::sealing) respond(std::move(answer));
    }

  private:
    bool become(State next) {
        State expected = State::running;
        return state.compare_exchange_strong(expected, next);
    }
};

Pipeline::Pipeline(const services::Catalog& catalog, db::Stores& stores, Metrics& metrics, CurrentLive live, SendSms send_sms,
                   Departments& departments, PageWithoutRecord page_without_record, ToSimplified to_simplified, int workers)
    : catalog_(catalog),
      stores_(stores),
      metrics_(metrics),
      live_(std::move(live)),
      send_sms_(std::move(send_sms)),
      departments_(departments),
      page_without_record_(std::move(page_without_record)),
      to_simplified_(std::move(to_simplified)),
      turns_(stores.kv, stores.vault),
      events_(stores, turns_),
      workers_(workers),
      cry_workers_(cries_at_once),
      openers_(openers) {}

Pipeline::~Pipeline() { timers_.stop(); }

HttpAnswer Pipeline::verify(const wechat::Query& query, services::Instant now) const {
    const auto echo = live_()->callback.verify_url(query, now.time_since_epoch().count());
    return echo ? HttpAnswer{200, *echo} : HttpAnswer{403, ""};
}

void Pipeline::answer(Push push, Respond respond) {
    // A std::function must be copyable; the push is not to be copied.
    openers_.post([this, push = std::make_shared<const Push>(std::move(push)), respond = std::move(respond)] {
        try {
            receive(*push, respond);
        } catch (const std::exception& failure) {
            log::error("push not read", {{"why", failure.what()}});
            respond({500, ""});
        }
    });
}

Workers& Pipeline::workers_of(const Arrival& arrival) { return arrival.is_cry() ? cry_workers_ : workers_; }

// The path of one message. Open, and hear whether it is a cry for help, before anything is waited for; claim the push and the citizen's
// turn, which brings the session; converse; store session and answer in one step; seal.
void Pipeline::receive(const Push& push, const Respond& respond) {
    Arrival arrival{.live = live_(), .now = push.now, .start = push.received};
    auto opened = arrival.live->callback.open(push.query, push.body, push.now.time_since_epoch().count());
    if (const auto* denied = std::get_if<wechat::Denied>(&opened)) return respond(refuse(arrival, *denied));
    arrival.push = std::move(std::get<wechat::Opened>(opened));
    arrival.names = db::subject_keys(stores_.vault, user_of(arrival.message().from));
    arrival.citizen = arrival.names.front();

    auto input = wechat::takes_reply(arrival.message()) ? heard(arrival.message(), to_simplified_) : std::nullopt;
    if (!input) {
        return workers_.post(
            [this, event = std::make_shared<const Arrival>(std::move(arrival)), respond] { respond(acknowledge(*event)); });
    }
    arrival.heard = std::move(*input);
    arrival.heard.distress = arrival.live->config->figures.distress->recognise(arrival.heard.input.text);

    const auto job = std::make_shared<Job>(std::move(arrival), respond);
    job->deadline = timers_.at(job->arrival.deadline(), [this, job] { give_up(*job); });
    workers_of(job->arrival).post([this, job] { run(job); });
}

void Pipeline::run(const SharedJob& job) {
    const Arrival& arrival = job->arrival;
    try {
        db::failpoint("pipeline: begun");
        if (job->is_abandoned() && !arrival.is_cry()) throw std::runtime_error("no worker was free before the deadline");
        auto taken = turns_.take(job->claim, lifetimes(*arrival.live->config));
        if (const auto* occupied = std::get_if<Occupied>(&taken)) return wait(job, *occupied);
        if (const auto* first = std::get_if<Replay>(&taken)) {
            job->settle(replay(arrival, *first));
        } else if (std::holds_alternative<Reused>(taken)) {
            job->settle(refuse(arrival, {.reason = "signature reused for another body"}));
        } else {
            job->turn = std::move(std::get<Turn>(taken));
            if (std::holds_alternative<wechat::Subscribe>(arrival.message().content)) events_.followed(arrival.message());
            const wechat::Reply answer = reply(*job);
            db::failpoint("pipeline: conversed");
            finish(*job, answer);
            db::failpoint("pipeline: answered");
            want_file(*job);
        }
    } catch (const std::exception& failure) {
        fail(*job, failure);
    }
    timers_.cancel(job->deadline);
}

/// In line for the citizen's turn without holding a worker.
void Pipeline::wait(const SharedJob& job, const Occupied& occupied) {
    const auto next = Clock::now() + poll;
    if (job->place == nullptr) job->place = turns_.line_up(job->arrival.citizen);
    if (job->place != nullptr && next < job->arrival.deadline()) {
        timers_.at(next, [this, job] { workers_of(job->arrival).post([this, job] { run(job); }); });
    } else {
        job->settle(put_off(job->arrival, occupied));
        if (!occupied.same_push) raise_alarm(*job);
        timers_.cancel(job->deadline);
    }
}

/// At the deadline, on the timers' thread, where nobody knows yet whether the citizen may be named.
void Pipeline::give_up(Job& job) {
    if (!job.abandon()) return;
    metrics_.late.Increment();
    log::warn("answer is late", {{"trace", job.arrival.trace}});
    job.respond(job.arrival.is_cry() ? job.arrival.say({}) : success());
}

HttpAnswer Pipeline::refuse(const Arrival& arrival, const wechat::Denied& denied) {
    const std::string reason(denied.reason);
    metrics_.denied(reason);
    log::warn("callback refused", {{"trace", arrival.trace}, {"reason", reason}});
    return denied.authentic ? success() : HttpAnswer{403, ""};
}

HttpAnswer Pipeline::acknowledge(const Arrival& arrival) {
    const Delivery delivery = arrival.delivery();
    const Lifetimes lives = lifetimes(*arrival.live->config);
    try {
        if (!turns_.claim_event(delivery, arrival.trace, lives)) {
            metrics_.replays.Increment();
            return success();
        }
        events_.note(arrival.message(), services::unix_time(arrival.now));
        turns_.settle_event(delivery, arrival.trace, true, lives);
    } catch (const std::exception& failure) {
        // WeChat brings it again.
        turns_.settle_event(delivery, arrival.trace, false, lives);
        count(arrival, "failed");
        log::error("event not noted", {{"trace", arrival.trace}, {"citizen", arrival.citizen}, {"why", failure.what()}});
        return {500, ""};
    }
    count(arrival, "acknowledged");
    log::info("event noted", {{"trace", arrival.trace}, {"citizen", arrival.citizen}, {"type", arrival.type()}});
    return success();
}

/// A file that was taken as an answer, for its form. After the reply, which neither waits for this nor fails with it: whoever submits the
/// form wants it once more.
void Pipeline::want_file(const Job& job) {
    const Arrival& arrival = job.arrival;
    const auto& file = arrival.heard.input.file;
    if (!file || file->kind == "file" || arrival.live->config->app_secret.empty()) return;  // a file of the chat has no media id
    const auto holds = [&](const std::optional<services::Dialogue>& form) {
        return form && std::ranges::any_of(form->answers, [&](const auto& answer) {
                   const auto files = services::values_in(answer.second);
                   return std::ranges::find(files, file->id) != files.end();
               });
    };
    // The last photo may have led on to who the resident is, with its form aside.
    const services::Session& session = job.turn.session;
    const auto& dialogue = holds(session.current) ? session.current : session.under;
    if (!holds(dialogue)) return;
    try {
        if (stores_.files.want(dialogue->draft, file->id, file->kind, services::unix_time(arrival.now))) return;
        if (stores_.files.find(dialogue->draft, file->id)) return;
        metrics_.fetched(file->kind, "over_quota");
        log::warn("file not wanted: the form has too many", {{"trace", arrival.trace}});
    } catch (const std::exception& failure) {
        log::error("file not wanted", {{"trace", arrival.trace}, {"why", failure.what()}});
    }
}

void Pipeline::owe_note(const db::ChannelUser& user) {
    turns_.owe(db::subject_keys(stores_.vault, user).front(), NextReply::note, live_()->config->session_life);
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

HttpAnswer Pipeline::apologise(const Job& job, const std::string& why) {
    const Arrival& arrival = job.arrival;
    count(arrival, "failed");
    log::error("message not answered", {{"trace", arrival.trace}, {"citizen", job.logged_as()}, {"why", why}});
    return arrival.say(apology);
}

void Pipeline::count(const Arrival& arrival, const char* outcome) {
    metrics_.message(arrival.type(), outcome, Clock::now() - arrival.start);
}

/// While a person answers, the account keeps silent: what is said goes to them, but for a cry for help, a command, or a tap on the menu.
bool Pipeline::is_with_person(const services::Session& session, const Arrival& arrival) {
    const services::Heard& heard = arrival.heard;
    const bool is_there = session.with_person != services::Instant{} && arrival.now - session.with_person < person_is_there;
    return is_there && arrival.live->config->customer_service == handed_over && !arrival.is_cry() &&
           heard.what == services::Heard::What::said && services::engine_word(heard.input.text) == services::Word::none;
}

wechat::Reply Pipeline::reply(Job& job) {
    const Arrival& arrival = job.arrival;
    const Config& config = *arrival.live->config;
    services::Session& session = job.turn.session;
    if (job.turn.session_lost) metrics_.sessions_lost.Increment();
    if (is_with_person(session, arrival)) {
        session.with_person = arrival.now;
        return wechat::TransferReply{};
    }
    session.with_person = {};
    services::Heard heard = arrival.heard;
    heard.stale = is_stale_tap(arrival.message(), session);
    const auto& dialogue = session.current;
    if (is_anonymous(dialogue)) job.secret_draft = dialogue->draft;
    job.is_secret = is_anonymous(dialogue) || is_anonymous(session.under) || !job.turn.owed.words.empty();
    const auto is_down_until = Clock::now() + card_waits;
    std::future<bool> alarm = raise_alarm(job);  // first: the conversation may wait for a silent database, too
    services::Screen screen =
        converse(*arrival.live, session, heard,
                 {.user = user_of(arrival.message().from), .names = arrival.names, .message = alarm_push(job)}, arrival.now);
    if (alarm.valid() && alarm.wait_until(is_down_until) == std::future_status::ready && alarm.get())
        screen.text += "\n\n" + std::string(told_the_desk);
    job.is_secret = job.is_secret || is_anonymous(session.current);
    job.note = kept_note(job);  // afterwards: a message that fails takes nothing, and waits for a silent database once
    const std::string first = promised(job);
    const auto drawn = [&](const services::Screen& shown) {
        const std::string text =
            chat_text(shown, session, config.tappable_lines, first.empty() ? wechat::max_text_bytes : std::string::npos);
        return first.empty() ? text : chat_text({.text = first + "\n\n" + text, .drawn = true}, session, false, wechat::max_text_bytes);
    };
    const bool has_two_texts = !screen.masked.empty();
    if (has_two_texts) std::swap(screen.text, screen.masked);
    job.text = drawn(screen);
    job.rest = session.asked.rest;
    if (screen.person && first.empty() && config.customer_service == handed_over && is_staffed(config, arrival.now)) {
        session.with_person = arrival.now;
        return wechat::TransferReply{};
    }
    if (has_two_texts) std::swap(screen.text, screen.masked);
    return wechat::TextReply{has_two_texts ? drawn(screen) : job.text};
}

std::optional<std::string> Pipeline::kept_note(const Job& job) {
    const bool is_new = !job.turn.sealed_session;  // the store that remembers promises may have been emptied
    const NextReply owed = job.turn.owed.what;
    if (!is_new && owed == NextReply::nothing) return std::nullopt;
    try {
        return stores_.notes.take(user_of(job.arrival.message().from), services::unix_time(job.arrival.now));
    } catch (const db::SqlError&) {
        // Nothing was promised, so the dialogue goes on without the database, as far as it can.
        if (owed != NextReply::nothing) throw;
    } catch (const db::VaultError& failure) {
        // Sealed by a key that is gone: the late answer is lost, the citizen is not locked out.
        log::error("late answer lost", {{"trace", job.arrival.trace}, {"citizen", job.logged_as()}, {"why", failure.what()}});
    }
    return std::nullopt;
}

/// What the reply begins with; "" for most.
std::string Pipeline::promised(const Job& job) {
    const Owed& owed = job.turn.owed;
    std::string text = owed.what == NextReply::apology ? std::string(apology) : "";
    for (const std::string& part : {owed.words, job.note.value_or("")}) {
        if (!part.empty()) text += (text.empty() ? "" : "\n\n") + part;
    }
    return text;
}

bool Pipeline::is_anonymous(const std::optional<services::Dialogue>& dialogue) const {
    const services::Service* service = dialogue ? catalog_.find(dialogue->service) : nullptr;
    return service != nullptr && service->anonymous;
}

services::Screen Pipeline::converse(const Live& live, services::Session& session, const services::Heard& heard, const Sender& sender,
                                    services::Instant now) {
    const Config& config = *live.config;
    services::Context context{
        .now = now,
        .figures = config.figures,
        .stores = stores_,
        .citizen = sender.names.front(),
        .former = {sender.names.begin() + 1, sender.names.end()},
        .user = sender.user,
        .send_sms = [this](const std::string& mobile, const std::string& text) { return send_sms(mobile, text); },
        .link_to = [&](const std::string& document) { return document_link(stores_.vault, config.public_url, document, now); },
        .ask_department = [&](const services::DataSet& data,
                              const services::Answers& key) { return departments_.ask(config, data, key, now); },
        .message = sender.message,
        .has_duty_desk = config.duty.is_there(),
        .observe = [this](const services::Service& service,
                          services::Code code) { metrics_.submitted(service.id, std::string(services::name_of(code))); },
        .known = std::make_shared<services::ReadOnce>()};
    services::Screen screen = services::Conversation(catalog_, context, session, config.session_silence).hear(heard);
    if (screen.person) {
        services::put_before(screen, how_to_reach_person(config, now));
    }
    return screen;
}

bool Pipeline::send_sms(const std::string& mobile, const std::string& text) {
    const bool accepted = send_sms_(mobile, text);
    (accepted ? metrics_.sms_accepted : metrics_.sms_refused).Increment();
    if (!accepted) log::error("SMS not accepted: residents cannot prove their numbers", {});
    return accepted;
}

/// The message as the alarm it raises or joins knows it.
std::string Pipeline::alarm_push(const Job& job) const {
    const std::string push = job.arrival.delivery().message_key;
    return job.secret_draft.empty() ? push : stores_.vault.index("push", job.secret_draft + push);
}

/// Begins to put down what the duty desk must hear of, if anything, and gives whether it is kept or was rung, once it is: not valid when
/// there is nothing, or it was begun before. Who sends from within an anonymous service stays secret; where the session could not be read
/// there is no such service to be in.
std::future<bool> Pipeline::raise_alarm(Job& job) {
    const Arrival& arrival = job.arrival;
    if (job.alarm_is_raised || !arrival.live->config->duty.is_there()) return {};
    const auto& heard = arrival.heard.distress;
    if (!heard || !heard->rings) return {};
    const std::string kind(services::name_of(heard->kind));
    job.alarm_is_raised = true;
    const Distress distress{.from = user_of(arrival.message().from),
                            .kind = kind,
                            .words = arrival.heard.input.raw,
                            .push = alarm_push(job),
                            .draft = job.secret_draft,
                            .trace = arrival.trace};
    const auto is_down = std::make_shared<std::promise<bool>>();
    cry_workers_.post([this, distress, now = arrival.now, is_down] {
        is_down->set_value(record_alarm(stores_, metrics_, distress, now) || page_without_record_(distress, now));
    });
    return is_down->get_future();
}

/// A late answer: the relay sends it or, where the account says nothing of its own accord, the next reply begins with it. Gives what is
/// owed then, and the id it was put down under.
std::pair<Owed, std::string> Pipeline::tell_later(const Job& job) {
    const Arrival& arrival = job.arrival;
    const std::int64_t now = services::unix_time(arrival.now);
    const db::ChannelUser user = user_of(arrival.message().from);
    if (job.is_secret) return {{NextReply::note, job.text}, ""};  // no table may hold it beside its reader
    if (arrival.live->config->app_secret.empty()) return {{NextReply::note}, stores_.notes.keep(user, job.text, now)};
    // Due once the commit below is over, which decides whether it is told at all.
    std::string id = stores_.outbox.put({.to = user,
                                         .kind = "late_answer",
                                         .body = services::to_json({{"text", job.text}}),
                                         .cause = "",
                                         .due_at = now + milliseconds_since(arrival.start) / 1000 + 2,
                                         .expires_at = now + late_answer_life},
                                        now);
    return {{NextReply::note}, std::move(id)};
}

void Pipeline::finish(Job& job, const wechat::Reply& reply) {
    const Arrival& arrival = job.arrival;
    const bool in_time = job.begin_sealing();
    // What WeChat was told is what a retry must be told: a late answer was acknowledged, its text waits for the next message.
    const std::string body = in_time ? arrival.seal(reply) : "success";
    if (!in_time) job.turn.session.asked.rest = job.rest;
    // Of a cry for help the card was the answer.
    const auto [owed, put_down] = in_time || arrival.is_cry() ? std::pair<Owed, std::string>{} : tell_later(job);
    if (!turns_.commit(job.turn, body, owed, lifetimes(*arrival.live->config))) {
        // Another process has taken the turn over and answers in our place.
        if (!put_down.empty()) {
            stores_.outbox.discard(put_down);
            stores_.notes.discard(put_down);
        }
        throw LostTurn();
    }
    // First counted and logged: whoever has the answer finds it there.
    count(arrival, in_time ? "answered" : "late");
    log::info("message answered", {{"trace", arrival.trace},
                                   {"citizen", job.logged_as()},
                                   {"type", arrival.type()},
                                   {"ms", milliseconds_since(arrival.start)},
                                   {"late", !in_time}});
    job.settle(body == "success" ? success() : xml(body));
}

void Pipeline::fail(Job& job, const std::exception& why) {
    const Arrival& arrival = job.arrival;
    const bool is_abandoned = job.is_abandoned();
    turns_.release(job.turn);
    try {
        job.settle(apologise(job, why.what()));
        raise_alarm(job);
        // Whoever waits in line waits for the first delivery's answer, which is not lost.
        const bool owes_apology =
            is_abandoned && !arrival.is_cry() && job.place == nullptr && dynamic_cast<const LostTurn*>(&why) == nullptr;
        if (owes_apology || job.note) {
            turns_.owe(arrival.citizen, owes_apology ? NextReply::apology : NextReply::note, arrival.live->config->session_life);
        }
        if (job.note) stores_.notes.keep(user_of(arrival.message().from), *job.note, arrival.now.time_since_epoch().count());
    } catch (const std::exception& again) {
        log::error("resident not told of a failure", {{"trace", arrival.trace}, {"citizen", job.logged_as()}, {"why", again.what()}});
        job.settle({500, ""});
    }
}

}  // namespace gateway
