// Fetches what residents sent (photos, voice, video) from WeChat, which forgets it after three days, and keeps it sealed.
#pragma once

#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/jobs/jobs.h"
#include "gateway/metrics.h"
#include "gateway/upstream/account.h"

namespace gateway {

/// Any number of processes may run one; a file is fetched by whoever leases it. By media id only: no address that a message or WeChat names
/// is followed. What a file is, its bytes say. Does nothing while the account has no app secret. The destructor finishes what is being
/// fetched.
class Fetcher {
  public:
    Fetcher(db::Stores&, Metrics&, CurrentLive, ClientOf);

    /// Begins to look every second.
    void start();
    /// Everything that is wanted and due, kept, lost or put off; how many files.
    int round(services::Instant now);

  private:
    struct Attempt;

    void fetch(const Attempt&);
    void keep(const Attempt&, const db::FileContent&);
    void lose(const Attempt&, const std::string& why);
    void put_off(const Attempt&, const std::string& why);

    db::Stores& stores_;
    Metrics& metrics_;
    CurrentLive live_;
    ClientOf client_of_;
    Jobs jobs_;  // last: what it does uses all of the above
};

}  // namespace gateway
