// A whole gateway without its HTTP server: pushes go in signed and in XML, replies come out parsed; clock, SMS and storage belong to the
// test.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "db/stores.h"
#include "gateway/channels/wechat/pipeline.h"
#include "people.h"
#include "services/chat/session.h"
#include "tests/counting_sql.h"
#include "tests/explaining_sql.h"

namespace engine_tests {

/// The storage a world stands on: SQLite and memory, or MySQL and Redis of POLICE_TEST_MYSQL and POLICE_TEST_REDIS.
enum class Pair { embedded, servers };
const char* name_of(Pair);
/// False: the case is counted as skipped (or, with CI=true, fails) and must return.
bool available(Pair);

/// Runs the body once a pair that is available.
void on_both(const std::function<void(Pair)>& body);

/// One body as WeChat would push it, and the query that signs it.
struct Push {
    wechat::Query query;
    std::string body;
};

struct Reply {
    int status = 0;
    std::string bytes;  // as sent
    std::string type;   // text, transfer_customer_service; empty: `success` or no XML at all
    std::string text;   // with its links
    /// As a resident sees it: the lines without the links round them.
    std::string shown() const;
    bool has(std::string_view fragment) const { return shown().find(fragment) != std::string::npos; }
    bool acknowledged() const { return bytes == "success"; }
};

struct Sms {
    std::string mobile, text;
};

class TestKv;

/// All that was logged in this run.
std::string logged();

struct Options {
    const services::Catalog* catalog = &services::catalog();
    std::function<void(gateway::Config&)> configure = {};
    int workers = 2;
    bool explains = false;  // slow_statements() knows which statements would read or sort a table that grows
};

/// One at a time for each pair: all worlds of a pair stand on one database, which a new world finds with people in it and nothing else.
class World {
  public:
    explicit World(Pair, Options = {});
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // The clock all messages are read by.
    services::Instant now() const { return now_; }
    void set_clock(services::Instant now) { now_ = now; }
    void advance(std::chrono::seconds by) { now_ += by; }

    // One message each, answered; every reply is checked for what must hold of any reply (see check()).
    Reply say(const std::string& openid, const std::string& text);
    Reply send_position(const std::string& openid, double latitude, double longitude, const std::string& label);
    Reply send_image(const std::string& openid, const std::string& media_id = "");
    Reply leave(const std::string& openid);                                  // stops following the account
    Reply tap(const std::string& openid, const std::string& key);            // a line of the account's menu
    Reply tap_line(const std::string& openid, const Reply& seen, int line);  // a numbered line of a reply

    // The same by hand. A push may be sent again, or by several threads at once.
    Push text_push(const std::string& openid, const std::string& text);
    Push image_push(const std::string& openid, const std::string& media_id);
    Push voice_push(const std::string& openid, const std::string& media_id, const std::string& recognition);
    Push signed_push(const std::string& body);
    Reply deliver(const Push&);

    /// Ends processes and connections as a deployment would, and starts them anew; what is stored stays.
    void rebuild();
    /// Another configuration comes into force, as after a reload.
    void configure(const std::function<void(gateway::Config&)>&);

    /// The code last sent to anybody; empty when there was none.
    std::string sms() const;
    std::vector<Sms> all_sms() const;
    bool sms_works = true;
    /// The words of those for whom the duty desk was rung without a record.
    std::vector<std::string> cried_out() const;

    /// The session as it is stored; an empty one when there is none. Fails the test when it cannot be read.
    services::Session peek(const std::string& openid);
    std::optional<std::string> session_bytes(const std::string& openid);
    void put_session_bytes(const std::string& openid, const std::string& bytes);

    /// Makes the citizen known at a level, as if bound before.
    void bind(const Citizen&, int level);
    /// What a service would be given, to go past the questions.
    services::Context context(const std::string& openid);
    /// Forms of the service submitted with this code so far.
    int submissions(const std::string& service, const std::string& code) const;
    /// Rows of a table.
    std::int64_t rows(const std::string& table);
    /// What was asked until now.
    const std::set<std::string>& slow_statements();
    /// Round trips so far: statements, with begin and end of each transaction, and what was asked of the Kv.
    struct Counts {
        int statements = 0, trips = 0;
        Counts operator-(const Counts& before) const { return {statements - before.statements, trips - before.trips}; }
    };
    Counts counts() const;
    /// Places held and not yet run out; the rows of those that have are swept by the next who looks.
    std::int64_t holds();
    /// Whatever is kept anywhere, opened where it is sealed: rows, log lines, metrics, what the Kv holds that has not run out. Rows of data
    /// sets apart, which nobody writes here.
    std::vector<std::string> everything_kept();
    int failures() const;  // messages met with the apology
    int late() const;

    db::Stores& stores() { return *stores_; }
    const gateway::Config& config() const { return *live_->config; }
    const services::Catalog& catalog() const { return *options_.catalog; }

  private:
    void start();
    std::string citizen_of(const std::string& openid) const;
    Reply check(const std::string& openid, Reply) const;
    std::string envelope(const std::string& openid, const std::string& type, const std::string& content);

    Pair pair_;
    Options options_;
    services::Instant now_;
    std::atomic<std::uint64_t> next_id_ = 1;
    std::vector<Sms> sms_;
    std::vector<std::string> cried_out_;
    mutable std::mutex mutex_;
    gateway::Metrics metrics_;
    gateway::Departments departments_{services::catalog(), metrics_};
    std::shared_ptr<const gateway::Live> live_;
    std::unique_ptr<TestKv> kv_;
    std::unique_ptr<db::Sql> sql_;
    int statements_before_ = 0;                  // asked of earlier connections
    std::unique_ptr<CountingSql> counting_;      // over sql_
    std::unique_ptr<ExplainingSql> explaining_;  // over counting_
    std::set<std::string> slow_;
    std::unique_ptr<db::Stores> stores_;
    std::unique_ptr<gateway::Pipeline> pipeline_;
};

/// 2026-11-23 10:00 in Guangzhou, a Monday.
services::Instant monday();

}  // namespace engine_tests
