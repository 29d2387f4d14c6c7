#include "gateway/channels/wechat/turns.h"

#include <algorithm>
#include <vector>

#include "db/failpoint.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;
constexpr auto lease = 1000ms;
constexpr auto renewal = 300ms;
constexpr auto event_lease = 10s;  // longer than an event takes, shorter than WeChat's last retry

// The braces keep all keys of one citizen on one node of a Redis cluster.
std::string key(const char* kind, const std::string& citizen) { return std::string(kind) + ":{" + citizen + "}"; }
std::string answer_key(const Delivery& delivery, const std::string& citizen) { return key("answer", citizen) + ":" + delivery.message_key; }

std::string event_key(const Delivery& delivery) { return key("event", delivery.citizen) + ":" + delivery.message_key; }

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

std::string bytes_of(NextReply what) {
    switch (what) {
        case NextReply::nothing:
            return "";
        case NextReply::note:
            return "N";
        case NextReply::apology:
            return "A";
    }
    return "";
}

NextReply next_reply_of(std::string_view bytes) {
    if (bytes.empty()) return NextReply::nothing;
    return bytes.starts_with(bytes_of(NextReply::apology)) ? NextReply::apology : NextReply::note;
}

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
    const std::vector<std::string> names = names_of(delivery);
    const std::string nonce = nonce_key(delivery);
    std::vector<db::Check> checks{{nonce, claim.nonce_known ? std::optional(delivery.body_digest) : std::nullopt}};
    std::vector<db::Write> writes{{nonce, delivery.body_digest, lifetimes.nonce}};
    std::vector<std::string> reads{nonce};
    for (const std::string& name : names) {
        const std::string answer = answer_key(delivery, name), turn = key("turn", name);
        checks.insert(checks.end(), {{answer, std::nullopt}, {turn, std::nullopt}});
        writes.insert(writes.end(), {{answer, pending(claim.owner), lease}, {turn, claim.owner, lease}});
        reads.insert(reads.end(), {answer, turn, key("session", name), key("owed", name)});
    }
    const db::Exchange exchange = kv_.exchange(checks, writes, reads);
    db::failpoint("turns.take: exchanged");
    // The first of the citizen's names under which there is one.
    enum Kind : std::size_t { answer_read, turn_read, session_read, owed_read, reads_a_name };
    const auto found = [&](Kind kind) {
        std::size_t at = 0;
        const auto value = [&] { return exchange.values[1 + reads_a_name * at + kind]; };
        while (at + 1 < names.size() && !value()) ++at;
        return std::pair(value(), names[at]);
    };
    if (exchange.done) {
        const auto [session, name] = found(session_read);
        Turn turn = make_turn(claim, session, name);
        const auto [owed, owed_name] = found(owed_read);
        turn.owed = open_owed(owed, owed_name);
        return turn;
    }
    const auto& body_before = exchange.values[0];
    if (body_before && *body_before != delivery.body_digest) return Reused{};
    const auto [answer, name] = found(answer_read);
    if (answer && answer->starts_with('A')) {
        return Replay{vault_.open_blob(std::string_view(*answer).substr(1), answer_key(delivery, name))};
    }
    const bool is_first_repeat = !claim.nonce_known && body_before && !answer && !found(turn_read).first;
    claim.nonce_known = body_before.has_value();
    // The process that had the push first is gone, and its lease with it: nobody to wait for.
    if (is_first_repeat) return take(claim, lifetimes);
    return Occupied{.same_push = answer.has_value()};
}

Turn Turns::make_turn(const Claim& claim, const std::optional<std::string>& session, const std::string& name) {
    {
        const std::lock_guard lock(mutex_);
        held_.emplace(claim.owner, claim.delivery);
    }
    Turn turn{.owner = claim.owner, .delivery = claim.delivery, .sealed_session = session, .session_name = name, .session = {}};
    if (session) {
        auto opened = open_session(*session, name);
        turn.session_lost = !opened;
        if (opened) turn.session = *std::move(opened);
    }
    return turn;
}

std::optional<services::Session> Turns::open_session(const std::string& sealed, const std::string& name) const {
    try {
        return services::decode_session(vault_.open_blob(sealed, key("session", name)));
    } catch (const db::VaultError&) {
        return std::nullopt;  // sealed by a key that is gone: the dialogue is lost, the citizen is not locked out
    }
}

std::optional<services::Session> Turns::session(const std::string& citizen) {
    const auto sealed = kv_.get(key("session", citizen));
    return sealed ? open_session(*sealed, citizen) : std::nullopt;
}

std::string Turns::sealed(const Owed& owed, const std::string& name) const {
    return bytes_of(owed.what) + (owed.words.empty() ? "" : vault_.seal_blob(owed.words, key("owed", name)));
}

Owed Turns::open_owed(const std::optional<std::string>& bytes, const std::string& name) const {
    Owed owed{next_reply_of(bytes.value_or(""))};
    const std::size_t words = bytes_of(owed.what).size();
    try {
        if (bytes && bytes->size() > words) owed.words = vault_.open_blob(std::string_view(*bytes).substr(words), key("owed", name));
    } catch (const db::VaultError&) {
        // As the dialogue they belong to.
    }
    return owed;
}

bool Turns::commit(const Turn& turn, const std::string& body, const Owed& owed, const Lifetimes& lifetimes) {
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
        if (is_first && owed.what != NextReply::nothing) {
            writes.push_back({key("owed", name), sealed(owed, name), lifetimes.session});
        } else if (turn.owed.what != NextReply::nothing || owed.what != NextReply::nothing) {
            writes.push_back({key("owed", name), std::nullopt, {}});
        }
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

bool Turns::claim_event(const Delivery& delivery, const std::string& owner, const Lifetimes& lifetimes) {
    const std::string event = event_key(delivery), nonce = nonce_key(delivery);
    const auto exchange = kv_.exchange({{event, std::nullopt}},
                                       {{event, pending(owner), event_lease}, {nonce, delivery.body_digest, lifetimes.nonce}}, {nonce});
    const auto& body_before = exchange.values[0];
    return exchange.done && (!body_before || *body_before == delivery.body_digest);
}

void Turns::settle_event(const Delivery& delivery, const std::string& owner, bool is_done, const Lifetimes& lifetimes) noexcept {
    const std::string event = event_key(delivery);
    try {
        const db::Write write =
            is_done ? db::Write{event, "D", std::max(lifetimes.nonce, lifetimes.answer)} : db::Write{event, std::nullopt, {}};
        kv_.exchange({{event, pending(owner)}}, {write}, {});
    } catch (const std::exception&) {
        // The lease runs out by itself: what was done is then done once more, which changes nothing but what came in between.
    }
}

void Turns::erase(const std::string& citizen) {
    kv_.exchange({}, {{key("session", citizen), std::nullopt, {}}, {key("owed", citizen), std::nullopt, {}}}, {});
}

void Turns::owe(const std::string& citizen, NextReply what, std::chrono::milliseconds life) {
    const std::string name = key("owed", citizen);
    const Owed before = open_owed(kv_.get(name), citizen);
    kv_.set(name, sealed({what, before.words}, citizen), life);
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
