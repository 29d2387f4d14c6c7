#include "gateway/turns.h"

#include <vector>

#include "db/failpoint.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;
constexpr auto lease = 1000ms;
constexpr auto renewal = 300ms;

// The braces keep all keys of one citizen on one node of a Redis cluster.
std::string key(const char* kind, const Delivery& delivery) { return std::string(kind) + ":{" + delivery.citizen + "}"; }
std::string answer_key(const Delivery& delivery) { return key("answer", delivery) + ":" + delivery.message_key; }
// Not by citizen: under a stolen plain-mode signature the body may name anybody.
std::string nonce_key(const Delivery& delivery) { return "nonce:" + delivery.nonce_key; }
std::string pending(const std::string& owner) { return "P" + owner; }

}  // namespace

Turns::Turns(db::Kv& kv, const db::Vault& vault) : kv_(kv), vault_(vault), renewer_([this] { renew(); }) {}

Turns::~Turns() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    renewer_.join();
}

std::unique_ptr<Turns::Place> Turns::line_up(const std::string& citizen) {
    const std::lock_guard lock(mutex_);
    int& count = in_line_[citizen];
    if (count == places) return nullptr;
    ++count;
    return std::make_unique<Place>(*this, citizen);
}

Turns::Place::~Place() {
    const std::lock_guard lock(turns_.mutex_);
    if (--turns_.in_line_[citizen_] == 0) turns_.in_line_.erase(citizen_);
}

Claim::Claim(Delivery delivery_) : delivery(std::move(delivery_)), owner(wechat::random_hex(8)) {}

std::variant<Turn, Replay, Reused, Occupied> Turns::take(Claim& claim, const Lifetimes& lifetimes) {
    const Delivery& delivery = claim.delivery;
    const std::string nonce = nonce_key(delivery);
    const std::string answer = answer_key(delivery);
    const std::string turn = key("turn", delivery);
    const std::vector<db::Check> checks{
        {answer, std::nullopt}, {turn, std::nullopt}, {nonce, claim.nonce_known ? std::optional(delivery.body_digest) : std::nullopt}};
    const std::vector<db::Write> writes{
        {answer, pending(claim.owner), lease}, {turn, claim.owner, lease}, {nonce, delivery.body_digest, lifetimes.nonce}};
    const db::Exchange exchange = kv_.exchange(checks, writes, {nonce, answer, turn, key("session", delivery), key("owed", delivery)});
    db::failpoint("turns.take: exchanged");
    const auto& values = exchange.values;
    if (exchange.done) {
        Turn taken = make_turn(delivery, claim.owner, values[3]);
        taken.owed = values[4].value_or("");
        return taken;
    }
    if (values[0] && *values[0] != delivery.body_digest) return Reused{};
    if (values[1] && values[1]->starts_with('A')) return Replay{vault_.open_blob(std::string_view(*values[1]).substr(1), answer)};
    const bool is_first_repeat = !claim.nonce_known && values[0].has_value() && !values[1] && !values[2];
    claim.nonce_known = values[0].has_value();
    // The process that had the push first is gone, and its lease with it: nobody to wait for.
    if (is_first_repeat) return take(claim, lifetimes);
    return Occupied{.same_push = values[1].has_value()};
}

Turn Turns::make_turn(const Delivery& delivery, const std::string& owner, const std::optional<std::string>& session) {
    {
        const std::lock_guard lock(mutex_);
        held_.emplace(owner, delivery);
    }
    Turn turn{.owner = owner, .delivery = delivery, .sealed_session = session, .session = {}};
    if (session) {
        try {
            const auto decoded = services::decode_session(vault_.open_blob(*session, key("session", delivery)));
            turn.session_lost = !decoded;
            if (decoded) turn.session = *decoded;
        } catch (const db::VaultError&) {
            // Sealed by a key that is gone: the dialogue is lost, the citizen is not locked out.
            turn.session_lost = true;
        }
    }
    return turn;
}

bool Turns::commit(const Turn& turn, const std::string& body, std::string_view owed, const Lifetimes& lifetimes) {
    const Delivery& delivery = turn.delivery;
    const std::string session_key = key("session", delivery);
    const std::string answer = answer_key(delivery);
    const std::string remembered = "A" + vault_.seal_blob(body, answer);
    const std::vector<db::Check> checks{
        {key("turn", delivery), turn.owner}, {answer, pending(turn.owner)}, {session_key, turn.sealed_session}};
    std::vector<db::Write> writes{{session_key, vault_.seal_blob(services::encode(turn.session), session_key), lifetimes.session},
                                  {answer, remembered, lifetimes.answer},
                                  {key("turn", delivery), std::nullopt, {}}};
    if (!owed.empty()) {
        writes.push_back({key("owed", delivery), std::string(owed), lifetimes.session});
    } else if (!turn.owed.empty()) {
        writes.push_back({key("owed", delivery), std::nullopt, {}});
    }
    db::failpoint("turns.commit: before");
    bool done = false;
    try {
        done = kv_.exchange(checks, writes, {}).done;
    } catch (const db::KvError&) {
        // The store may have done it and its answer been lost on the way: what it holds now decides.
        done = kv_.get(answer) == remembered;
    }
    db::failpoint("turns.commit: after");
    forget(turn.owner);
    return done;
}

void Turns::release(const Turn& turn) noexcept {
    if (turn.owner.empty()) return;  // never taken
    forget(turn.owner);
    try {
        kv_.exchange({{key("turn", turn.delivery), turn.owner}},
                     {{key("turn", turn.delivery), std::nullopt, {}}, {answer_key(turn.delivery), std::nullopt, {}}}, {});
    } catch (const std::exception&) {
        // The lease runs out by itself within a second.
    }
}

void Turns::owe(const std::string& citizen, std::string_view what, std::chrono::milliseconds life) {
    kv_.set(key("owed", {.citizen = citizen}), std::string(what), life);
}

void Turns::forget(const std::string& owner) {
    const std::lock_guard lock(mutex_);
    held_.erase(owner);
}

void Turns::renew() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, renewal, [this] { return stopping_; })) {
        const std::map<std::string, Delivery> held = held_;
        lock.unlock();
        for (const auto& [owner, delivery] : held) {
            const std::string turn = key("turn", delivery);
            try {
                kv_.exchange({{turn, owner}, {answer_key(delivery), pending(owner)}},
                             {{turn, owner, lease}, {answer_key(delivery), pending(owner), lease}}, {});
            } catch (const std::exception&) {
                // Not renewed in time: another process may take over, and the commit of this one will find out.
            }
        }
        lock.lock();
    }
}

}  // namespace gateway
