// One push, one effect; one citizen, one message at a time: claims, turns and remembered answers, across processes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "db/kv.h"
#include "db/vault.h"
#include "services/chat/session.h"

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

/// What the citizen's next reply begins with; kept beside the session, so that it needs no other store.
enum class NextReply {
    nothing,
    note,     // a late answer waits in db::Notes, or in the words beside
    apology,  // a message failed after it was acknowledged
};
struct Owed {
    NextReply what = NextReply::nothing;
    std::string words = {};  // of an anonymous service, which no table may hold beside their reader; sealed, and gone with the session
};
/// As it is stored, the words apart: "" for nothing, which is not stored at all. Of what another version wrote and this one does not know,
/// a note: then Notes are looked at.
std::string bytes_of(NextReply);
NextReply next_reply_of(std::string_view bytes);

/// The right to answer one push: while it is held no other message of the citizen runs. Given back by commit or release.
struct Turn {
    std::string owner;  // random
    Delivery delivery;
    std::optional<std::string> sealed_session;  // as it was read, for the comparison at commit
    std::string session_name = {};              // of the citizen's names, the one it was found under
    services::Session session;
    bool session_lost = false;  // there was one, but it could not be read
    Owed owed = {};             // what the citizen was promised
};

/// The answer was given before: these bytes.
struct Replay {
    std::string body;
};
/// Another body came under the same signature.
struct Reused {};
/// Somebody else is still at it.
struct Occupied {
    bool same_push;  // true: a duplicate of what is being answered; false: another message of the citizen
};

/// One push on its way to its turn, tried again until it is there.
struct Claim {
    explicit Claim(Delivery delivery_);
    const Delivery delivery;
    const std::string owner;   // random
    bool nonce_known = false;  // (timestamp, nonce) has come before, with this body
};

/// Any number of threads. Throws db::KvError. Renews the leases of held turns on a thread of its own.
class Turns {
  public:
    Turns(db::Kv&, const db::Vault&);
    ~Turns();

    /// One try; returns at once.
    std::variant<Turn, Replay, Reused, Occupied> take(Claim&, const Lifetimes&);

    /// A place among the few who may wait for one citizen, for as long as it lives; null when all are taken.
    class Place;
    std::unique_ptr<Place> line_up(const std::string& citizen);
    static constexpr int places = 3;

    /// Session, answer, what is owed and release in one step; false when the turn was lost or the session changed meanwhile: nothing is
    /// written. After db::KvError nobody knows whether it was.
    bool commit(const Turn&, const std::string& body, const Owed&, const Lifetimes&);

    /// Gives the turn back and forgets the claim, so that the same push, sent again, is answered.
    void release(const Turn&) noexcept;

    /// The right to do what an event asks, once; false when it was done before, or somebody is at it. Of a name the first is claimed.
    bool claim_event(const Delivery&, const std::string& owner, const Lifetimes&);
    /// It is done; or, not done, the claim is given back, so that WeChat's retry does it.
    void settle_event(const Delivery&, const std::string& owner, bool is_done, const Lifetimes&) noexcept;

    /// The dialogue as it is now, outside any turn; absent when there is none, or none that can be read.
    std::optional<services::Session> session(const std::string& citizen);

    /// Erases the dialogue and what is owed; a turn in progress finds at its commit that the session changed.
    void erase(const std::string& citizen);

    /// Owes the citizen something outside any turn, besides the words that are owed already.
    void owe(const std::string& citizen, NextReply what, std::chrono::milliseconds life);

  private:
    std::optional<services::Session> open_session(const std::string& sealed, const std::string& name) const;
    std::string sealed(const Owed&, const std::string& name) const;
    Owed open_owed(const std::optional<std::string>& bytes, const std::string& name) const;
    Turn make_turn(const Claim&, const std::optional<std::string>& session, const std::string& name);
    void renew();
    void forget(const std::string& owner);

    db::Kv& kv_;
    const db::Vault& vault_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<std::string, Delivery> held_;  // by owner
    std::map<std::string, int> in_line_;    // by citizen
    bool stopping_ = false;
    std::thread renewer_;
};

class Turns::Place {
  public:
    Place(Turns& turns, std::string citizen) : turns_(turns), citizen_(std::move(citizen)) {}
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

  private:
    Turns& turns_;
    const std::string citizen_;
};

}  // namespace gateway
