#include "gateway/turns.h"

#include <vector>

#include "wechat/bytes.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;
constexpr auto lease = 1000ms;
constexpr auto renewal = 300ms;
constexpr auto poll = 25ms;

// The braces keep all keys of one citizen on one node of a Redis cluster.
std::string key(const char* kind, const std::string& citizen) { return std::string(kind) + ":{" + citizen + "}"; }
std::string answer_key(const Delivery& delivery, const std::string& citizen) { return key("answer", citizen) + ":" + delivery.message_key; }

/// What the citizen may be known by; the first is written under, all are claimed and read.
std::vector<std::string> names_of(const Delivery& delivery) {
    std::vector<std::string> names{delivery.citizen};
    names.insert(names.end(), delivery.former.begin(), delivery.former.end());
    return names;
}
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

/// One of the few who may wait for a citizen; counted for as long as it lives.
struct Turns::Waiting {
    Waiting(Turns& turns_, const std::string& citizen_) : turns(turns_), citizen(citizen_) {
        const std::lock_guard lock(turns.mutex_);
        admitted = ++turns.waiting_[citizen] <= waiters;
    }
    ~Waiting() {
        const std::lock_guard lock(turns.mutex_);
        if (--turns.waiting_[citizen] == 0) turns.waiting_.erase(citizen);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    Turns& turns;
    const std::string& citizen;
    bool admitted = false;
};

std::variant<Turn, Replay, Reused, Occupied> Turns::take(const Delivery& delivery, const Lifetimes& lifetimes,
                                                         std::chrono::steady_clock::time_point deadline) {
    const std::string owner = wechat::random_hex(8);
    bool same_push = false;
    bool nonce_known = false;
    if (auto result = try_once(delivery, lifetimes, owner, nonce_known, same_push)) return std::move(*result);
    const Waiting waiting(*this, delivery.citizen);
    if (!waiting.admitted) return Occupied{same_push};
    std::optional<Result> result;
    while (!(result = try_once(delivery, lifetimes, owner, nonce_known, same_push)) && std::chrono::steady_clock::now() + poll < deadline) {
        std::this_thread::sleep_for(poll);
    }
    return result ? std::move(*result) : Result{Occupied{same_push}};
}

std::optional<Turns::Result> Turns::try_once(const Delivery& delivery, const Lifetimes& lifetimes, const std::string& owner,
                                             bool& nonce_known, bool& same_push) {
    const std::string nonce = nonce_key(delivery);
    const std::vector<std::string> names = names_of(delivery);
    std::vector<db::Check> checks{{nonce, nonce_known ? std::optional(delivery.body_digest) : std::nullopt}};
    std::vector<db::Write> writes{{nonce, delivery.body_digest, lifetimes.nonce}};
    std::vector<std::string> reads{nonce};
    for (const std::string& name : names) {
        const std::string answer = answer_key(delivery, name), turn = key("turn", name);
        checks.insert(checks.end(), {{answer, std::nullopt}, {turn, std::nullopt}});
        writes.insert(writes.end(), {{answer, pending(owner), lease}, {turn, owner, lease}});
        reads.insert(reads.end(), {answer, key("session", name), key("owed", name)});
    }
    const db::Exchange exchange = kv_.exchange(checks, writes, reads);
    const auto& values = exchange.values;
    const auto first = [&](std::size_t offset) {
        std::size_t at = 0;
        while (at + 1 < names.size() && !values[1 + 3 * at + offset]) ++at;
        return std::pair(values[1 + 3 * at + offset], names[at]);
    };
    if (exchange.done) {
        const auto [session, name] = first(1);
        Turn turn = make_turn(delivery, owner, session, name);
        turn.owed = first(2).first.value_or("");
        return turn;
    }
    if (values[0] && *values[0] != delivery.body_digest) return Reused{};
    nonce_known = values[0].has_value();
    const auto [answer, name] = first(0);
    if (answer && answer->starts_with('A')) {
        return Replay{vault_.open_blob(std::string_view(*answer).substr(1), answer_key(delivery, name))};
    }
    same_push = answer.has_value();
    return std::nullopt;
}

Turn Turns::make_turn(const Delivery& delivery, const std::string& owner, const std::optional<std::string>& session,
                      const std::string& name) {
    {
        const std::lock_guard lock(mutex_);
        held_.emplace(owner, delivery);
    }
    Turn turn{.owner = owner, .delivery = delivery, .sealed_session = session, .session_name = name, .session = {}};
    if (session) {
        try {
            const auto decoded = services::decode_session(vault_.open_blob(*session, key("session", name)));
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
    const std::string answer = answer_key(delivery, delivery.citizen);
    const std::string remembered = "A" + vault_.seal_blob(body, answer);
    std::vector<db::Check> checks;
    std::vector<db::Write> writes;
    for (const std::string& name : names_of(delivery)) {
        const std::string session = key("session", name);
        const bool is_first = name == delivery.citizen;
        checks.insert(checks.end(), {{key("turn", name), turn.owner}, {answer_key(delivery, name), pending(turn.owner)}});
        checks.push_back({session, name == turn.session_name ? turn.sealed_session : std::nullopt});
        writes.push_back({key("turn", name), std::nullopt, {}});
        if (is_first) {
            writes.push_back({session, vault_.seal_blob(services::encode(turn.session), session), lifetimes.session});
            writes.push_back({answer, remembered, lifetimes.answer});
        } else {
            // What was known by an older name is known by the new one from here on.
            writes.push_back({session, std::nullopt, {}});
            writes.push_back({answer_key(delivery, name), std::nullopt, {}});
        }
        if (is_first && !owed.empty()) {
            writes.push_back({key("owed", name), std::string(owed), lifetimes.session});
        } else if (!turn.owed.empty() || !owed.empty()) {
            writes.push_back({key("owed", name), std::nullopt, {}});
        }
    }
    bool done = false;
    try {
        done = kv_.exchange(checks, writes, {}).done;
    } catch (const db::KvError&) {
        // The store may have done it and its answer been lost on the way: what it holds now decides.
        done = kv_.get(answer) == remembered;
    }
    forget(turn.owner);
    return done;
}

void Turns::release(const Turn& turn) noexcept {
    if (turn.owner.empty()) return;  // never taken
    forget(turn.owner);
    try {
        std::vector<db::Check> checks;
        std::vector<db::Write> writes;
        for (const std::string& name : names_of(turn.delivery)) {
            checks.push_back({key("turn", name), turn.owner});
            writes.insert(writes.end(), {{key("turn", name), std::nullopt, {}}, {answer_key(turn.delivery, name), std::nullopt, {}}});
        }
        kv_.exchange(checks, writes, {});
    } catch (const std::exception&) {
        // The lease runs out by itself within a second.
    }
}

void Turns::owe(const std::string& citizen, std::string_view what, std::chrono::milliseconds life) {
    kv_.set(key("owed", citizen), std::string(what), life);
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
            std::vector<db::Check> checks;
            std::vector<db::Write> writes;
            for (const std::string& name : names_of(delivery)) {
                const std::string turn = key("turn", name), answer = answer_key(delivery, name);
                checks.insert(checks.end(), {{turn, owner}, {answer, pending(owner)}});
                writes.insert(writes.end(), {{turn, owner, lease}, {answer, pending(owner), lease}});
            }
            try {
                kv_.exchange(checks, writes, {});
            } catch (const std::exception&) {
                // Not renewed in time: another process may take over, and the commit of this one will find out.
            }
        }
        lock.lock();
    }
}

}  // namespace gateway
