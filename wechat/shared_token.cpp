#include "wechat/shared_token.h"

#include <algorithm>

#include "wechat/errors.h"
#include "wechat/json.h"

namespace wechat {
namespace {

// The right to refresh, given back at the end. One that cannot be given back runs out by itself.
class Right {
  public:
    Right(const TokenStore& store, std::string claim) : store_(store), claim_(std::move(claim)) {}
    Right(const Right&) = delete;
    Right& operator=(const Right&) = delete;
    ~Right() {
        try {
            store_.unlock(claim_);
        } catch (const std::exception&) {
        }
    }

  private:
    const TokenStore& store_;
    std::string claim_;
};

// Days of the account's country.
std::int64_t day_of(std::int64_t unix_seconds) { return (unix_seconds + 8 * 3600) / 86400; }

// The day's count is kept longer than the value it stands beside.
constexpr std::chrono::hours kept_beyond{26};

}  // namespace

SharedToken::SharedToken(TokenStore store, Fetch fetch, Clock clock, Rules rules)
    : store_(std::move(store)), fetch_(std::move(fetch)), clock_(std::move(clock)), rules_(rules) {}

SharedToken::Read SharedToken::read() const {
    const std::optional<StoredBytes> stored = store_.get();
    if (!stored) return {};
    const Json json = Json::parse(stored->bytes).value_or(Json());
    return {.state = {.value = json.text("value"),
                      .expires = json.integer("expires"),
                      .forced_at = json.integer("forced_at"),
                      .forced_day = json.integer("forced_day"),
                      .forced = static_cast<int>(json.integer("forced"))},
            .version = stored->version};
}

std::string SharedToken::bytes_of(const State& state) {
    JsonWriter json;
    json.text("value", state.value).integer("expires", state.expires).integer("forced_at", state.forced_at);
    return json.integer("forced_day", state.forced_day).integer("forced", state.forced).take();
}

bool SharedToken::usable(const State& state, const std::string& refused) const {
    return !state.value.empty() && state.value != refused && clock_.unix_seconds() < state.expires;
}

// Needs no refresh. One that replaces a refused value may be near its end: whoever uses it next looks to that.
bool SharedToken::good(const State& state, const std::string& refused) const {
    return usable(state, refused) && (!refused.empty() || clock_.unix_seconds() < state.expires - rules_.ahead.count());
}

std::string SharedToken::get(Deadline deadline) {
    const State state = read().state;
    if (good(state, "")) return state.value;
    if (!usable(state, "")) return wait_or_refresh("", deadline);
    // Still valid: nobody waits, and nothing is lost if the refresh fails.
    const std::optional<std::string> claim = store_.lock(rules_.lease);
    if (!claim) return state.value;
    const Right right(store_, *claim);
    try {
        return refresh("", deadline);
    } catch (const std::exception&) {
        return state.value;
    }
}

std::string SharedToken::replace(const std::string& refused, Deadline deadline) {
    const State state = read().state;
    return good(state, refused) ? state.value : wait_or_refresh(refused, deadline);
}

std::string SharedToken::wait_or_refresh(const std::string& refused, Deadline deadline) {
    for (;;) {
        if (const std::optional<std::string> claim = store_.lock(rules_.lease)) {
            const Right right(store_, *claim);
            return refresh(refused, deadline);
        }
        if (clock_.steady() + rules_.poll >= deadline) throw TokenUnavailable("another process is refreshing the token");
        clock_.sleep(rules_.poll);
        const State state = read().state;
        if (usable(state, refused)) return state.value;
    }
}

// Whoever calls this holds the right to.
std::string SharedToken::refresh(const std::string& refused, Deadline deadline) {
    Read stored = read();
    // Another may have refreshed between the look and the lock.
    if (good(stored.state, refused)) return stored.state.value;
    repeat_recent_failure();
    const Fetched fetched = fetch(refused, stored, deadline);
    stored.state.value = fetched.value;
    stored.state.expires = clock_.unix_seconds() + fetched.life.count();
    if (store_.put(stored.version, bytes_of(stored.state), fetched.life + kept_beyond)) return fetched.value;
    // The lease ran out under a slow answer and another stored a newer value, which stays.
    const State newer = read().state;
    if (usable(newer, refused)) return newer.value;
    throw TokenUnavailable("the stored token changed meanwhile");
}

SharedToken::Fetched SharedToken::fetch(const std::string& refused, Read& stored, Deadline deadline) {
    Fetched fetched = fetch_once(false, deadline);
    if (refused.empty() || fetched.value != refused) return fetched;
    count_forced(stored);
    return fetch_once(true, deadline);
}

// Before it is asked for: whoever dies in between has used one up all the same.
void SharedToken::count_forced(Read& stored) {
    const std::int64_t now = clock_.unix_seconds();
    State& state = stored.state;
    const int today = state.forced_day == day_of(now) ? state.forced : 0;
    // A clock set back must not forbid it for long.
    const bool is_too_soon = now >= state.forced_at && now - state.forced_at < rules_.force_apart.count();
    if (!rules_.forces || is_too_soon || today >= rules_.forces_a_day)
        throw TokenUnavailable("WeChat gives out the token it refuses, and a forced refresh is not allowed now");
    state.forced_at = now;
    state.forced_day = day_of(now);
    state.forced = today + 1;
    const std::string bytes = bytes_of(state);
    const bool is_stored = store_.put(stored.version, bytes, kept_beyond);
    stored = read();
    if (!is_stored || bytes_of(stored.state) != bytes) throw TokenUnavailable("the stored token changed meanwhile");
}

SharedToken::Fetched SharedToken::fetch_once(bool force, Deadline deadline) {
    const Deadline lease_end = clock_.steady() + rules_.lease * 3 / 4;
    const auto remember = [&](std::optional<int> errcode, const std::string& what) {
        // A caller in a hurry says nothing about WeChat.
        if (clock_.steady() >= deadline) return;
        const std::lock_guard lock(mutex_);
        failure_ = Failure{errcode, what, clock_.steady()};
    };
    try {
        return fetch_(force, std::min(deadline, lease_end));
    } catch (const ApiError& error) {
        remember(static_cast<int>(error.code()), error.message());
        throw;
    } catch (const std::exception& error) {
        remember(std::nullopt, error.what());
        throw;
    }
}

void SharedToken::repeat_recent_failure() {
    const std::lock_guard lock(mutex_);
    if (!failure_ || clock_.steady() - failure_->at >= rules_.sulk) return;
    if (failure_->errcode) throw ApiError(*failure_->errcode, failure_->what);
    throw TokenUnavailable("a moment ago: " + failure_->what);
}

}  // namespace wechat
