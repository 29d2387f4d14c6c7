// What the gateway counts, for Prometheus: one object, made in main and shared by all threads.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace gateway {

/// Every member may be used from any thread. Label values are words of the program, never data of a resident.
class Metrics {
    prometheus::Registry registry_;  // before the references into it

  public:
    Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// A message was answered. type: text, image, subscribe …; outcome: answered, acknowledged, failed ….
    void message(const std::string& type, const std::string& outcome, std::chrono::duration<double> took);
    /// A request was refused at the door; reason as in wechat::Denied.
    void denied(const std::string& reason);
    /// The HTTP front answered by itself, with this status: what came was no acceptable request, or nobody answered it in time.
    void http_refused(int status);
    /// A resident submitted a form; code as in services::Code: OK, QUOTA_FULL ….
    void submitted(const std::string& service, const std::string& code);
    /// Whether "database", "sessions" … answered when last asked.
    void dependency(const std::string& name, bool up);
    /// The config files were read again, with what result; version is the one in force afterwards.
    void reloaded(bool good, const std::string& version, std::chrono::sys_seconds now);

    prometheus::Counter& replays;             // deliveries answered from memory
    prometheus::Counter& late;                // answers not ready within the deadline
    prometheus::Counter& sessions_lost;       // dialogues that could not be read or stored
    prometheus::Counter& sms_accepted;        // short messages the sender took
    prometheus::Counter& sms_refused;         // and those it did not: residents cannot prove their numbers
    prometheus::Counter& perhaps_told_twice;  // told though an earlier relay may have done so: it died, or was not answered
    prometheus::Counter& alarms_lost;         // cries for help that could not be put down: the desk does not know
    prometheus::Counter& overloaded;          // messages turned away because too many of one citizen were waiting

    /// Something in the outbox was told by a way (custom, subscribe, template, visit), or was not (later, unknown, expired).
    void told(const std::string& kind, const std::string& how);
    /// What waits in the outbox of all processes, and for how many seconds the oldest has been due.
    void outbox(double open, double dead, double overdue);
    /// How many messages to followers there are in a stage, of all processes.
    void broadcasts(const std::string& stage, double count);
    /// A file of a resident was kept or lost, is fetched later, or not at all (over_quota). kind: image, voice, video.
    void fetched(const std::string& kind, const std::string& how);
    /// A department was asked about a row of a data set; how: answered, failed, closed, left_alone, too_many.
    void department(const std::string& data_set, const std::string& how);
    /// A cry for help became an alarm, or joined one. kind as in services::name_of; how: raised, joined.
    void alarm(const std::string& kind, const std::string& how);
    /// The duty desk was rung: way: webhook, sms; how: taken, refused.
    void rang(const std::string& way, const std::string& how);
    /// Alarms nobody has acknowledged yet, and for how many seconds the oldest has been waiting.
    void alarms(double open, double oldest);
    /// A row of the table has values that do not open.
    void unreadable(const std::string& table);
    /// WeChat's API was called; result is an errcode, or how the call failed.
    void api_call(const std::string& path, const std::string& result, std::chrono::duration<double> took);

    /// All of it in the text exposition format 0.0.4.
    std::string render() const;

  private:
    /// Counted for each message: looked up in its family, which hashes labels, once only.
    prometheus::Counter& child_of_messages(const std::string& type, const std::string& outcome);

    prometheus::Family<prometheus::Counter>& messages_;
    std::mutex messages_guard_;
    std::map<std::pair<std::string, std::string>, prometheus::Counter*> message_children_ = {};  // owned by messages_
    prometheus::Family<prometheus::Counter>& denied_;
    prometheus::Family<prometheus::Counter>& http_refused_;
    prometheus::Family<prometheus::Counter>& submissions_;
    prometheus::Family<prometheus::Gauge>& dependencies_;
    prometheus::Family<prometheus::Gauge>& version_;
    prometheus::Family<prometheus::Gauge>& broadcasts_;
    prometheus::Family<prometheus::Counter>& told_;
    prometheus::Family<prometheus::Counter>& fetched_;
    prometheus::Family<prometheus::Counter>& departments_;
    prometheus::Family<prometheus::Counter>& alarms_;
    prometheus::Family<prometheus::Counter>& rings_;
    prometheus::Family<prometheus::Counter>& unreadable_;
    prometheus::Family<prometheus::Counter>& api_calls_;
    prometheus::Histogram& latency_;
    prometheus::Histogram& api_latency_;
    prometheus::Gauge& outbox_open_;
    prometheus::Gauge& outbox_dead_;
    prometheus::Gauge& outbox_overdue_;
    prometheus::Gauge& alarms_open_;
    prometheus::Gauge& alarms_oldest_;
    prometheus::Gauge& reload_good_;
    prometheus::Gauge& reload_time_;
    std::mutex version_guard_;
    prometheus::Gauge* version_row_ = nullptr;  // owned by version_
};

}  // namespace gateway
