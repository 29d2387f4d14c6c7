// Rings the duty desk: by webhook and SMS, until somebody has acknowledged; after two minutes others as well.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/stores.h"
#include "gateway/config/config.h"
#include "gateway/config/live.h"
#include "gateway/jobs/distress.h"
#include "gateway/jobs/jobs.h"
#include "gateway/metrics.h"
#include "gateway/upstream/sms.h"
#include "wechat/http.h"

namespace gateway {

/// Under the public listener: /duty/NUMBER?t=TOKEN.
constexpr const char* duty_prefix = "/duty/";

/// Its kind as the desk reads it: 轻生, 暴力, 走失.
std::string_view alarm_title(std::string_view kind);

/// Where the alarm is acknowledged by whoever holds the address. The token is in the query, which no log holds.
std::string acknowledge_url(const Config&, const db::Alarm&);

/// The webhook's signature: hexadecimal HMAC-SHA256 over "timestamp.body" (docs: gateway/README.md).
std::string duty_signature(const std::string& secret, const std::string& timestamp, const std::string& body);

/// Any number of processes may run one; an alarm is rung by whoever leases it, and twice if that one dies while it rings. The webhook is
/// called again until it takes a ring; an SMS goes out once a ring. Five that are due at once ring as one, which says how many, and for
/// half a minute what comes is gathered for the next: whoever floods the desk silences nobody. Nothing of what a resident wrote, and
/// nobody's number, is logged. The destructor finishes what is being rung.
class Duty {
  public:
    Duty(db::Stores&, Metrics&, CurrentLive, SendSms, wechat::Transport = wechat::http_transport());

    /// Rings once for what the database did not take: without number, name and a way to acknowledge it. Returns when it has rung or given
    /// up, in a few seconds; whether it has. Never throws.
    bool page_without_record(const Distress&, services::Instant now) noexcept;

    /// Begins to look every second.
    void start();
    /// Rings every alarm that is due; how many.
    int round(services::Instant now);

  private:
    struct Call;
    struct Ring;

    static Call call_of(const db::LeasedAlarm&, const std::shared_ptr<const Live>&, services::Instant now);
    static Ring ring_of(const Call&);
    static Ring ring_of(const std::vector<Call>&);
    void ring(std::span<const db::LeasedAlarm>, services::Instant now);
    bool post(const Ring&);
    bool post_to(const Ring&, const std::string& url);
    bool text(const Ring&);
    void save(const Call&, bool is_posted, bool is_texted);

    db::Stores& stores_;
    Metrics& metrics_;
    CurrentLive live_;
    SendSms send_sms_;
    const wechat::Transport transport_;
    services::Instant gathers_until_{};  // of the thread that looks
    Jobs jobs_;                          // last: what it does uses all of the above
};

}  // namespace gateway
