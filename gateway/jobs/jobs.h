// Work that waits in a table and is leased from it: looked for every second on a thread, done by a few hands, swept once a day.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "db/failpoint.h"
#include "gateway/http/workers.h"
#include "services/rules/time.h"

namespace gateway {

/// Of jobs that nothing is leased for.
constexpr int no_hands = 0;

/// The destructor ends the thread after the look that is being taken.
class Jobs {
  public:
    /// What a look says: there may be more to do, or not before the next one.
    enum Then : bool { rest, more };
    using Look = std::function<Then(services::Instant now)>;
    using Sweep = std::function<void(services::Instant now)>;

    /// `name` of what is looked for, in the log.
    Jobs(std::string name, int hands);
    ~Jobs();

    /// `look` every second, or every `period`; `sweep`, if any, when a day (UTC) begins and at the start. What they throw is logged, once
    /// until a look succeeds; the next look tries again.
    void start(Look look, Sweep sweep, std::chrono::seconds period = std::chrono::seconds(1));

    /// Does one after the other, as many at a time as there are hands; returns when all are done. `one` must not throw.
    template <class Leased>
    void each(const std::vector<Leased>& all, const std::function<void(const Leased&)>& one) {
        std::latch done(std::ssize(all));
        for (const Leased& leased : all) {
            workers_.post([&] {
                db::jobs_run_here();
                one(leased);
                done.count_down();
            });
        }
        done.wait();
    }

  private:
    void run(const Look& look, const Sweep& sweep, std::chrono::seconds period);

    const std::string name_;
    Workers workers_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

/// Seconds until the next attempt: doubled each time up to `longest`, half of it chance, so that what failed together does not come again
/// together.
std::int64_t pause_after(std::int64_t attempts, std::int64_t longest);

}  // namespace gateway
