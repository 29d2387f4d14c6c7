// What a push changes apart from the conversation: consents to notices, residents who leave, files to be fetched, broadcasts that ended.
#pragma once

#include <cstdint>
#include <string>

#include "db/stores.h"
#include "gateway/channels/wechat/turns.h"
#include "wechat/message.h"

namespace gateway {

/// Any number of threads. Events are not claimed: each effect, done twice, is the same as done once. Throws db::SqlError, db::KvError,
/// db::VaultError; WeChat then brings the push again. Times are unix seconds.
class Events {
  public:
    Events(db::Stores& stores, Turns& turns) : stores_(stores), turns_(turns) {}

    /// Takes note of an event; of any other message, nothing.
    void note(const wechat::Message&, std::int64_t now);
    /// WeChat keeps a file for three days, so it is fetched whether or not the dialogue asked for it. False, and it is not, when the
    /// resident has as much as one may have (db::Files::most_files, most_bytes).
    bool want_file(const std::string& openid, const std::string& media_id, const std::string& kind, std::int64_t now);

  private:
    void end_broadcast(const wechat::MassSendJobFinish&, std::int64_t now);
    void forget(const std::string& openid, std::int64_t now);

    db::Stores& stores_;
    Turns& turns_;
};

}  // namespace gateway
