// Tells residents what waits in the outbox: as a customer-service message, else by a template, else at their next visit.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "db/stores.h"
#include "gateway/metrics.h"
#include "gateway/pipeline.h"
#include "gateway/workers.h"
#include "wechat/client.h"

namespace gateway {

/// The client for the configuration; null when the account says nothing of its own accord.
using ClientOf = std::function<std::shared_ptr<const wechat::Client>(const Config&)>;
/// Has the citizen's next reply begin with what was kept for them.
using OweNote = std::function<void(const std::string& openid)>;

/// Any number of processes may run one; an entry is told by whoever leases it. Each way is asked of WeChat, which alone knows whose window
/// is open and who subscribed: what it refuses goes the next way at once, what it is too busy for comes again later.
class Courier {
  public:
    Courier(db::Stores&, Metrics&, CurrentLive, ClientOf, OweNote);
    ~Courier();  // finishes what is being told

    /// Begins to look every second.
    void start();
    /// Everything that is due, told or put off; how many entries.
    int round(services::Instant now);

  private:
    enum class Came { told, closed, later, unknown };
    struct Attempt;

    void run();
    void tell(const db::Leased&, services::Instant now);
    Came by_custom_message(Attempt&);
    Came by_template(Attempt&, NoticeTemplate::Way);
    Came guarded(Attempt&, const std::function<void()>& send);
    void keep_for_visit(Attempt&);
    void put_off(Attempt&, bool is_uncertain);
    void count();

    db::Stores& stores_;
    Metrics& metrics_;
    CurrentLive live_;
    ClientOf client_of_;
    OweNote owe_note_;
    Workers workers_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace gateway
