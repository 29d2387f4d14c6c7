// A value WeChat lends for two hours (access token, jsapi ticket), kept once for all processes and refreshed by one of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include "wechat/clock.h"

namespace wechat {

struct StoredBytes {
    std::string bytes{};
    std::string version{};  // of the store's own making, never empty: names exactly what was read (the sealed bytes themselves will do)
};

// Where all processes keep one value: bytes, to be sealed by whoever stands behind it. Members are safe for any thread and may throw; what
// they throw ends the call.
struct TokenStore {
    std::function<std::optional<StoredBytes>()> get{};
    // Atomic: stores `bytes` for at least `life` if what is stored is still of `version` (empty: nothing is stored); else false and no
    // change.
    std::function<bool(const std::string& version, const std::string& bytes, std::chrono::seconds life)> put{};
    // The right to refresh, for at most `lease`: a claim to give back, or nothing while another holds it.
    std::function<std::optional<std::string>(std::chrono::milliseconds lease)> lock{};
    // Gives the claim back; nothing happens when it has run out and another holds the right.
    std::function<void(const std::string& claim)> unlock{};
};

// Another process is refreshing and was not done by the deadline, or a forced refresh is not allowed yet or was not answered.
class TokenUnavailable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Safe for any number of threads; any number of instances in any number of processes may stand on one store.
//
// Why so careful (threads of others): one refresher across processes (binarywang/WxJava#369), who looks again after taking the lock
// (#1222), compares the refused value with the stored one (#1300), and never clears the old before the new is stored (#324).
class SharedToken {
  public:
    struct Fetched {
        std::string value{};
        std::chrono::seconds life{};
    };
    // Asks WeChat. `force` makes it invalidate the present value; only ever true when Rules::forces is.
    using Fetch = std::function<Fetched(bool force, Deadline)>;

    struct Rules {
        std::chrono::seconds ahead{240};        // refreshed this long before expiry: WeChat hands out a new token 300 s before
        std::chrono::milliseconds lease{8000};  // of the right to refresh; a fetch gets less than this
        std::chrono::milliseconds poll{50};     // between looks while another refreshes
        std::chrono::milliseconds sulk{1000};   // after a failed fetch this process repeats the failure instead of the fetch
        bool forces = false;
        std::chrono::seconds force_apart{30};  // documented: 30 s, 20 a day
        int forces_a_day = 20;
    };
    SharedToken(TokenStore store, Fetch fetch, Clock clock, Rules rules);

    // The value in force. Near its expiry one caller refreshes it while all others go on with it; once expired, or when there is none, they
    // wait for that one. A failed refresh is not an error while the old value lasts. Throws what fetch throws, and TokenUnavailable.
    std::string get(Deadline deadline);

    // A value other than `refused`, which WeChat just refused: the stored one if that is newer, else by one refresh. When the
    // normal refresh brings the refused value back, it is forced, if allowed; otherwise throws TokenUnavailable.
    std::string replace(const std::string& refused, Deadline deadline);

  private:
    struct State {
        std::string value{};
        std::int64_t expires = 0;  // unix seconds, as are the next two
        std::int64_t forced_at = 0;
        std::int64_t forced_day = 0;
        int forced = 0;  // on that day
    };
    struct Read {
        State state{};
        std::string version{};
    };
    struct Failure {
        std::optional<int> errcode{};
        std::string what{};
        std::chrono::steady_clock::time_point at{};
    };

    Read read() const;
    static std::string bytes_of(const State& state);
    bool usable(const State& state, const std::string& refused) const;
    bool good(const State& state, const std::string& refused) const;
    std::string wait_or_refresh(const std::string& refused, Deadline deadline);
    std::string refresh(const std::string& refused, Deadline deadline);
    Fetched fetch(const std::string& refused, Read& stored, Deadline deadline);
    void count_forced(Read& stored);
    Fetched fetch_once(bool force, Deadline deadline);
    void repeat_recent_failure();

    TokenStore store_;
    Fetch fetch_;
    Clock clock_;
    Rules rules_;

    std::mutex mutex_;
    std::optional<Failure> failure_;  // guarded by mutex_
};

}  // namespace wechat
