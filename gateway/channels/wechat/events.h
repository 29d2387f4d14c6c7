// What a push changes apart from the conversation: consents to notices, residents who leave, broadcasts that ended.
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

  private:
    void end_broadcast(const wechat::MassSendJobFinish&, std::int64_t now);
    void forget(const std::string& openid, std::int64_t now);
    void abandon_dialogues(const std::string& citizen);

    db::Stores& stores_;
    Turns& turns_;
};

}  // namespace gateway
