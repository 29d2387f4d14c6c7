// The path of one message, from the bytes WeChat pushed to the bytes it gets back.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include "db/index_names.h"
#include "db/stores.h"
#include "gateway/channels/wechat/chat.h"
#include "gateway/channels/wechat/events.h"
#include "gateway/channels/wechat/turns.h"
#include "gateway/config/live.h"
#include "gateway/http/front.h"
#include "gateway/http/timers.h"
#include "gateway/http/workers.h"
#include "gateway/jobs/distress.h"
#include "gateway/metrics.h"
#include "gateway/upstream/departments.h"
#include "gateway/upstream/sms.h"
#include "services/form/catalog.h"

namespace gateway {

/// One POST of WeChat's, not yet verified. The clock is read here, once.
struct Push {
    wechat::Query query;
    std::string body;
    services::Instant now;
    std::chrono::steady_clock::time_point received;
};

/// Any number of threads. Owns nothing it was given but its workers.
class Pipeline {
  public:
    Pipeline(const services::Catalog&, db::Stores&, Metrics&, CurrentLive, SendSms, Departments&, PageWithoutRecord, ToSimplified,
             int workers);
    ~Pipeline();  // finishes what was posted

    HttpAnswer verify(const wechat::Query&, services::Instant now) const;
    /// Returns at once. The answer comes from a worker, or at the deadline from nobody's: the work then goes on alone.
    void answer(Push, Respond);

    /// One message of a conversation, without envelope, turn and drawing: the console's way in.
    struct Sender {
        db::ChannelUser user;
        db::Names names;           // db::subject_keys of the user
        std::string message = {};  // Context::message
    };
    services::Screen converse(const Live&, services::Session&, const services::Heard&, const Sender&, services::Instant now);

    /// Has the resident's next reply begin with what is kept for them in db::Notes.
    void owe_note(const db::ChannelUser&);

  private:
    struct Arrival;
    struct Job;
    using SharedJob = std::shared_ptr<Job>;

    void receive(const Push&, const Respond&);
    Workers& workers_of(const Arrival&);
    void run(const SharedJob&);
    void wait(const SharedJob&, const Occupied&);
    void give_up(Job&);
    wechat::Reply reply(Job&);
    void finish(Job&, const wechat::Reply&);
    void fail(Job&, const std::exception& why);
    static bool is_with_person(const services::Session&, const Arrival&);
    std::optional<std::string> kept_note(const Job&);
    static std::string promised(const Job&);
    std::pair<Owed, std::string> tell_later(const Job&);
    bool is_anonymous(const std::optional<services::Dialogue>&) const;
    std::string alarm_push(const Job&) const;
    std::future<bool> raise_alarm(Job&);
    void want_file(const Job&);
    bool send_sms(const std::string& mobile, const std::string& text);

    // The other ways an arrival can end.
    HttpAnswer refuse(const Arrival&, const wechat::Denied&);
    HttpAnswer acknowledge(const Arrival&);
    HttpAnswer replay(const Arrival&, const Replay&);
    HttpAnswer put_off(const Arrival&, const Occupied&);
    HttpAnswer apologise(const Job&, const std::string& why);
    void count(const Arrival&, const char* outcome);

    const services::Catalog& catalog_;
    db::Stores& stores_;
    Metrics& metrics_;
    CurrentLive live_;
    SendSms send_sms_;
    Departments& departments_;
    PageWithoutRecord page_without_record_;
    ToSimplified to_simplified_;
    Turns turns_;
    Events events_;
    Timers timers_;        // stopped first: what it does is post to the workers
    Workers workers_;      // from here on: their threads use everything above
    Workers cry_workers_;  // for cries for help alone: nobody else's work keeps them waiting
    Workers openers_;      // last: they post to the others
};

}  // namespace gateway
