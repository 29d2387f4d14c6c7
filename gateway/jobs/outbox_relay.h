// Tells residents what waits in the outbox: as a customer-service message, else by a template, else at their next visit; whoever is known
// by a telephone number alone, by SMS.
#pragma once

#include <functional>
#include <string>

#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/jobs/jobs.h"
#include "gateway/metrics.h"
#include "gateway/upstream/account.h"
#include "gateway/upstream/sms.h"

namespace gateway {

/// Has the citizen's next reply begin with what was kept for them.
using OweNote = std::function<void(const db::ChannelUser&)>;

/// Any number of processes may run one; an entry is told by whoever leases it. Each way is asked of WeChat, which alone knows whose window
/// is open and who subscribed: what it refuses goes the next way at once, what it is too busy for comes again later. The destructor
/// finishes what is being told.
class OutboxRelay {
  public:
    OutboxRelay(db::Stores&, Metrics&, CurrentLive, ClientOf, SendSms, OweNote);

    /// Begins to look every second.
    void start();
    /// Everything that is due, told or put off; how many entries.
    int round(services::Instant now);

  private:
    enum class Came { told, closed, later, unknown };
    struct Attempt;

    void tell(const db::LeasedEntry&, services::Instant now);
    void told(const Attempt&, const char* way);
    void tell_by_sms(Attempt&);
    Came by_custom_message(Attempt&);
    Came by_template(Attempt&, NoticeTemplate::Way);
    Came guarded(Attempt&, const std::function<void()>& send);
    void keep_for_visit(Attempt&);
    void put_off(Attempt&, bool is_uncertain);

    db::Stores& stores_;
    Metrics& metrics_;
    CurrentLive live_;
    ClientOf client_of_;
    SendSms send_sms_;
    OweNote owe_note_;
    Jobs jobs_;  // last: what it does uses all of the above
};

}  // namespace gateway
