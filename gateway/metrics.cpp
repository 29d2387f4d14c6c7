#include "gateway/metrics.h"

#include <prometheus/text_serializer.h>

namespace gateway {

namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Registry;

auto& counters(Registry& registry, const char* name, const char* help) { return BuildCounter().Name(name).Help(help).Register(registry); }
auto& gauges(Registry& registry, const char* name, const char* help) { return BuildGauge().Name(name).Help(help).Register(registry); }

// WeChat hangs up after 5 s.
const prometheus::Histogram::BucketBoundaries latency_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5};

}  // namespace

Metrics::Metrics()
    : replays(counters(registry_, "gateway_replays_total", "Deliveries answered from memory.").Add({})),
      late(counters(registry_, "gateway_late_answers_total", "Answers not ready within the deadline.").Add({})),
      sessions_lost(counters(registry_, "gateway_sessions_lost_total", "Dialogues that could not be read or stored.").Add({})),
      sms_accepted(counters(registry_, "gateway_sms_accepted_total", "Short messages the sender took.").Add({})),
      sms_refused(counters(registry_, "gateway_sms_refused_total", "Short messages the sender did not take.").Add({})),
      perhaps_told_twice(counters(registry_, "outbox_perhaps_told_twice_total",
                                  "Messages sent although an earlier attempt, whose end nobody saw, may have been received.")
                             .Add({})),
      alarms_lost(counters(registry_, "alarms_lost_total",
                           "Cries for help that could not be put down: the desk was rung once at most, and nobody can acknowledge them.")
                      .Add({})),
      overloaded(
          counters(registry_, "gateway_overloaded_total", "Messages turned away because too many of one citizen were waiting.").Add({})),
      messages_(counters(registry_, "gateway_messages_total", "Messages answered, by type and outcome.")),
      denied_(counters(registry_, "gateway_denied_total", "Requests refused at the door, by reason.")),
      http_refused_(counters(registry_, "http_refused_total", "Requests the HTTP front answered by itself, by status.")),
      submissions_(counters(registry_, "gateway_submissions_total", "Forms submitted, by service and result code.")),
      dependencies_(gauges(registry_, "gateway_dependency_up", "1 when the dependency answered when last asked.")),
      version_(gauges(registry_, "config_version", "1 for the version of the config files in force.")),
      broadcasts_(
          gauges(registry_, "broadcasts", "Messages to followers, by stage: draft, previewed, released, finished, refused, withdrawn.")),
      told_(counters(registry_, "outbox_told_total", "What residents had to be told later, by kind and how it went.")),
      fetched_(counters(registry_, "files_fetched_total", "Files of residents, by kind and how fetching them went.")),
      departments_(counters(registry_, "department_questions_total",
                            "Questions to departments about a row, by data set and how they were answered.")),
      alarms_(counters(registry_, "alarms_raised_total", "Cries for help, by kind and whether they raised an alarm or joined one.")),
      rings_(counters(registry_, "alarm_rings_total", "Calls of the duty desk, by way and whether they were taken.")),
      unreadable_(counters(registry_, "rows_unreadable_total", "Rows whose values do not open: changed, or sealed by a key that is gone.")),
      api_calls_(counters(registry_, "wechat_api_calls_total", "Calls of WeChat's API, by path and errcode or failure.")),
      latency_(
          BuildHistogram().Name("gateway_answer_seconds").Help("Time to answer a message.").Register(registry_).Add({}, latency_buckets)),
      api_latency_(
          BuildHistogram().Name("wechat_api_seconds").Help("Time of a call of WeChat's API.").Register(registry_).Add({}, latency_buckets)),
      outbox_open_(gauges(registry_, "outbox_open", "What waits to be told, due or not.").Add({})),
      outbox_dead_(gauges(registry_, "outbox_dead", "What was not told in time, of the last 30 days.").Add({})),
      outbox_overdue_(gauges(registry_, "outbox_overdue_seconds", "For how long the oldest has been due.").Add({})),
      alarms_open_(gauges(registry_, "alarms_open", "Alarms that nobody has acknowledged.").Add({})),
      alarms_oldest_(
          gauges(registry_, "alarms_oldest_unacknowledged_seconds", "For how long the oldest of them has been waiting.").Add({})),
      reload_good_(gauges(registry_, "config_last_reload_successful", "1 when the config files were good when last read.").Add({})),
      reload_time_(gauges(registry_, "config_last_reload_timestamp_seconds", "When the config files were last read.").Add({})) {
    // From 0, so that the first one is an increase.
    for (const char* table : {"outbox", "files", "alarms", "records"}) unreadable_.Add({{"table", table}});
}

prometheus::Counter& Metrics::child_of_messages(const std::string& type, const std::string& outcome) {
    const std::lock_guard lock(messages_guard_);
    auto& child = message_children_[{type, outcome}];
    if (child == nullptr) child = &messages_.Add({{"type", type}, {"outcome", outcome}});
    return *child;
}

void Metrics::message(const std::string& type, const std::string& outcome, std::chrono::duration<double> took) {
    child_of_messages(type, outcome).Increment();
    latency_.Observe(took.count());
}

void Metrics::denied(const std::string& reason) { denied_.Add({{"reason", reason}}).Increment(); }

void Metrics::http_refused(int status) { http_refused_.Add({{"reason", std::to_string(status)}}).Increment(); }

void Metrics::submitted(const std::string& service, const std::string& code) {
    submissions_.Add({{"service", service}, {"code", code}}).Increment();
}

void Metrics::dependency(const std::string& name, bool up) { dependencies_.Add({{"name", name}}).Set(up ? 1 : 0); }

void Metrics::reloaded(bool good, const std::string& version, std::chrono::sys_seconds now) {
    reload_good_.Set(good ? 1 : 0);
    reload_time_.Set(static_cast<double>(now.time_since_epoch().count()));
    const std::lock_guard lock(version_guard_);
    auto& row = version_.Add({{"version", version}});
    if (version_row_ != nullptr && version_row_ != &row) version_.Remove(version_row_);
    version_row_ = &row;
    row.Set(1);
}

void Metrics::broadcasts(const std::string& stage, double count) { broadcasts_.Add({{"state", stage}}).Set(count); }

void Metrics::told(const std::string& kind, const std::string& how) { told_.Add({{"kind", kind}, {"how", how}}).Increment(); }

void Metrics::fetched(const std::string& kind, const std::string& how) { fetched_.Add({{"kind", kind}, {"how", how}}).Increment(); }

void Metrics::department(const std::string& data_set, const std::string& how) {
    departments_.Add({{"data_set", data_set}, {"how", how}}).Increment();
}

void Metrics::alarm(const std::string& kind, const std::string& how) { alarms_.Add({{"kind", kind}, {"how", how}}).Increment(); }

void Metrics::rang(const std::string& way, const std::string& how) { rings_.Add({{"way", way}, {"how", how}}).Increment(); }

void Metrics::alarms(double open, double oldest) {
    alarms_open_.Set(open);
    alarms_oldest_.Set(oldest);
}

void Metrics::outbox(double open, double dead, double overdue) {
    outbox_open_.Set(open);
    outbox_dead_.Set(dead);
    outbox_overdue_.Set(overdue);
}

void Metrics::unreadable(const std::string& table) { unreadable_.Add({{"table", table}}).Increment(); }

void Metrics::api_call(const std::string& path, const std::string& result, std::chrono::duration<double> took) {
    api_calls_.Add({{"path", path}, {"result", result}}).Increment();
    api_latency_.Observe(took.count());
}

std::string Metrics::render() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

}  // namespace gateway
