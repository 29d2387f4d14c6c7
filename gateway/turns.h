// One push, one effect; one citizen, one message at a time: claims, turns and remembered answers, across processes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "db/kv.h"
#include "db/vault.h"
#include "services/session.h"

namespace gateway {

/// What identifies one delivery. Keys are digests: nothing in the Kv leads back to an openid.
struct Delivery {
    std::string citizen;           // blind index of the openid
    std::string message_key = {};  // equal for the deliveries of one push
    std::string nonce_key = {};    // of (timestamp, nonce)
    std::string body_digest = {};
    /// The citizen under the other known keys, while the index key changes: another process may write under any of them.
    std::vector<std::string> former = {};
};

struct Lifetimes {
    std::chrono::milliseconds session, answer, nonce;
};

/// The right to answer one push: while it is held no other message of the citizen runs. Given back by commit or release.
struct Turn {
    std::string owner;  // random
    Delivery delivery;
    std::optional<std::string> sealed_session;  // as it was read, for the comparison at commit
    std::string session_name = {};              // of the citizen's names, the one it was found under
    services::Session session;
    bool session_lost = false;  // there was one, but it could not be read
    std::string owed = {};      // what the citizen was promised: see Owed
};

/// What the citizen's next reply begins with; kept beside the session, so that it needs no other store.
namespace Owed {
inline constexpr std::string_view nothing = "";
inline constexpr std::string_view note = "N";     // a late answer waits in db::Notes
inline constexpr std::string_view apology = "A";  // a message failed after it was acknowledged
}  // namespace Owed

/// The answer was given before: these bytes.
struct Replay {
    std::string body;
};
/// Another body came under the same signature.
struct Reused {};
/// Somebody else is still at it, and there was no more time or room to wait.
struct Occupied {
    bool same_push;  // true: a duplicate of what is being answered; false: another message of the citizen
};

/// Any number of threads. Throws db::KvError. Renews the leases of held turns on a thread of its own.
class Turns {
  public:
    Turns(db::Kv&, const db::Vault&);
    ~Turns();

    /// Waits at most until `deadline` for a duplicate's answer or for the citizen's turn; at most `waiters` wait for one citizen.
    std::variant<Turn, Replay, Reused, Occupied> take(const Delivery&, const Lifetimes&, std::chrono::steady_clock::time_point deadline);

    /// Session, answer, what is owed and release in one step; false when the turn was lost or the session changed meanwhile: nothing is
    /// written. After db::KvError nobody knows whether it was.
    bool commit(const Turn&, const std::string& body, std::string_view owed, const Lifetimes&);

    /// Gives the turn back and forgets the claim, so that the same push, sent again, is answered.
    void release(const Turn&) noexcept;

    /// Owes the citizen something outside any turn.
    void owe(const std::string& citizen, std::string_view what, std::chrono::milliseconds life);

    static constexpr int waiters = 3;

  private:
    struct Waiting;
    using Result = std::variant<Turn, Replay, Reused, Occupied>;
    std::optional<Result> try_once(const Delivery&, const Lifetimes&, const std::string& owner, bool& nonce_known, bool& same_push);
    Turn make_turn(const Delivery&, const std::string& owner, const std::optional<std::string>& session, const std::string& name);
    void renew();
    void forget(const std::string& owner);

    db::Kv& kv_;
    const db::Vault& vault_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<std::string, Delivery> held_;  // by owner
    std::map<std::string, int> waiting_;    // by citizen
    bool stopping_ = false;
    std::thread renewer_;
};

}  // namespace gateway
