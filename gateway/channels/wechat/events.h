// What a push changes apart from the conversation: consents to notices, residents who leave, broadcasts that ended.
#pragma once

#include <cstdint>
#include <string>

#include "db/stores.h"
#include "gateway/channels/wechat/turns.h"
#include "wechat/message.h"

namespace gateway {

/// Any number of threads. Whoever calls has claimed the push. Throws db::SqlError, db::KvError, db::VaultError; WeChat then brings the push
/// again. Times are unix seconds.
class Events {
  public:
    Events(db::Stores& stores, Turns& turns) : stores_(stores), turns_(turns) {}

    /// Takes note of an event; of any other message, nothing.
    void note(const wechat::Message&, std::int64_t now);
    /// The user has followed the account, with this message: an earlier farewell that comes late is none.
    void followed(const wechat::Message&);

  private:
    void end_broadcast(const wechat::MassSendJobFinish&, std::int64_t now);
    bool has_followed_since(const wechat::Message&);
    void forget(const std::string& openid, std::int64_t now);
    void abandon_dialogues(const std::string& citizen);

    db::Stores& stores_;
    Turns& turns_;
};

}  // namespace gateway
