// The addresses WeChat pushes from: asked of it once a day, kept for the next start, and what becomes of a push from any other.
#pragma once

#include <string>

#include "db/exchanged.h"
#include "db/kv.h"
#include "gateway/config/live.h"
#include "gateway/jobs/jobs.h"
#include "gateway/metrics.h"
#include "gateway/upstream/account.h"
#include "wechat/callback_ips.h"

namespace gateway {

/// Any number of threads; processes share one list through the Kv. The list saves work and stops strangers early; what protects the account
/// is the signature, so that in doubt a push is let in: without a list, from a sender no proxy has named, and by a list of any age while
/// WeChat gives no newer one.
class WechatAddresses {
  public:
    WechatAddresses(db::Kv&, Metrics&, CurrentLive, ClientOf);

    /// Begins to look.
    void start();
    /// Reads the shared list, or fetches it when that one is a day old. Cheap unless one of them is due.
    void look(services::Instant now);
    /// As wechat.callback_addresses has it; counts and logs who is not in the list, without the address.
    bool admits(const std::string& sender) const;

  private:
    bool read_shared(const std::string& key, services::Instant now);
    void fetch(const std::string& key, const wechat::Client&, services::Instant now);

    db::Kv& kv_;
    Metrics& metrics_;
    CurrentLive live_;
    ClientOf client_of_;
    services::Instant next_{};                     // look, on the thread that looks
    db::Exchanged<wechat::AddressBlocks> blocks_;  // empty: there is no list
    Jobs jobs_;                                    // last: what it does uses all of the above
};

}  // namespace gateway
