#include "db/redis.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/time.h>

#include <string_view>

#include "db/failpoint.h"
#include "db/pool.h"
#include "wechat/bytes.h"

namespace db {
namespace {

using std::chrono::milliseconds;

// KEYS: those of the checks, the writes, the reads. ARGV: the three counts, then for each check (present?, value), for each write
// (set?, value, ttl in ms). A missing key reads as false, which Redis sends as nil.
constexpr std::string_view exchange_script = R"(
local checks, writes, reads = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local arg, done = 4, 1
for i = 1, checks do
  local held = redis.call('GET', KEYS[i])
  if ARGV[arg] == '1' then
    if held ~= ARGV[arg + 1] then done = 0 end
  elseif held then
    done = 0
  end
  arg = arg + 2
end
if done == 1 then
  for i = 1, writes do
    if ARGV[arg] == '1' then
      redis.call('SET', KEYS[checks + i], ARGV[arg + 1], 'PX', ARGV[arg + 2])
    else
      redis.call('DEL', KEYS[checks + i])
    end
    arg = arg + 3
  end
end
local result = {done}
for i = 1, reads do
  result[i + 1] = redis.call('GET', KEYS[checks + writes + i])
end
return result
)";

// A counter without expiry would block a citizen for ever, so the two commands are one script.
constexpr std::string_view increment_script = R"(
local count = redis.call('INCRBY', KEYS[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count
)";

struct Script {
    std::string text, digest;
    explicit Script(std::string_view source) : text(source), digest(wechat::hex_encode(wechat::sha1(source))) {}
};

struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

struct FreeContext {
    void operator()(redisContext* context) const { redisFree(context); }
};

std::string_view text_of(const redisReply& reply) { return {reply.str, reply.len}; }

// Whether it is the refusal of a write; servers before 7 wrap it where a script wrote.
bool is_replica(const redisReply& reply) {
    return reply.type == REDIS_REPLY_ERROR && text_of(reply).find("READONLY") != std::string_view::npos;
}

// Redis's error replies may quote what was sent; their first word is the kind.
std::string first_word(const redisReply& reply) { return std::string(text_of(reply).substr(0, text_of(reply).find(' '))); }

class Connection {
  public:
    Connection(const RedisAddress& address, milliseconds timeout) {
        const timeval wait{static_cast<time_t>(timeout.count() / 1000), static_cast<suseconds_t>(timeout.count() % 1000 * 1000)};
        context_.reset(address.socket.empty() ? redisConnectWithTimeout(address.host.c_str(), address.port, wait)
                                              : redisConnectUnixWithTimeout(address.socket.c_str(), wait));
        if (context_ == nullptr) throw KvError("redis: out of memory");
        if (context_->err != 0) throw KvError(std::string("redis: cannot connect: ") + context_->errstr);
        redisSetTimeout(context_.get(), wait);
        if (address.socket.empty()) redisEnableKeepAlive(context_.get());  // on a Unix socket it would break the context
        if (!address.password.empty()) expect_ok({"AUTH", address.password});
        if (address.database != 0) expect_ok({"SELECT", std::to_string(address.database)});
    }

    // Whether the server has closed it, or sent what nobody asked for. Costs no round trip.
    bool stale() const {
        pollfd poll_entry{context_->fd, POLLIN, 0};
        return ::poll(&poll_entry, 1, 0) != 0;
    }

    // Absent when the wire failed: the connection is then dead for good.
    Reply send(const std::vector<std::string>& words) {
        std::vector<const char*> starts;
        std::vector<std::size_t> sizes;
        for (const std::string& word : words) {
            starts.push_back(word.data());
            sizes.push_back(word.size());
        }
        return Reply(
            static_cast<redisReply*>(redisCommandArgv(context_.get(), static_cast<int>(words.size()), starts.data(), sizes.data())));
    }

    std::string error() const { return context_->err == 0 ? "no reply" : context_->errstr; }

  private:
    void expect_ok(const std::vector<std::string>& words) {
        const Reply reply = send(words);
        if (reply == nullptr) throw KvError("redis: " + error());
        if (reply->type == REDIS_REPLY_ERROR) throw KvError("redis: " + words.front() + " was refused: " + first_word(*reply));
    }

    std::unique_ptr<redisContext, FreeContext> context_;
};

class Redis : public Kv {
  public:
    Redis(const RedisAddress& address, const KvOptions& options)
        : address_(address),
          timeout_(options.timeout),
          pool_(options.connections, options.borrow, [this] { return std::make_unique<Connection>(address_, timeout_); }) {}

    Exchange exchange(const std::vector<Check>& checks, const std::vector<Write>& writes, const std::vector<std::string>& reads) override {
        check_ttls(writes);
        static const Script script(exchange_script);
        std::vector<std::string> words{"EVALSHA", script.digest, std::to_string(checks.size() + writes.size() + reads.size())};
        for (const Check& check : checks) words.push_back(prefixed(check.key));
        for (const Write& write : writes) words.push_back(prefixed(write.key));
        for (const std::string& key : reads) words.push_back(prefixed(key));
        for (const std::size_t count : {checks.size(), writes.size(), reads.size()}) words.push_back(std::to_string(count));
        for (const Check& check : checks) {
            words.emplace_back(check.expected ? "1" : "0");
            words.push_back(check.expected.value_or(""));
        }
        for (const Write& write : writes) {
            words.emplace_back(write.value ? "1" : "0");
            words.push_back(write.value.value_or(""));
            words.push_back(std::to_string(write.ttl.count()));
        }
        if (!writes.empty()) failpoint("redis.exchange: before");
        const Reply reply = run(script, std::move(words), writes.empty());
        if (!writes.empty()) failpoint("redis.exchange: written");
        if (reply->type != REDIS_REPLY_ARRAY || reply->elements != reads.size() + 1) throw KvError("redis: unexpected reply");
        Exchange result;
        result.done = reply->element[0]->type == REDIS_REPLY_INTEGER && reply->element[0]->integer == 1;
        for (std::size_t index = 1; index < reply->elements; ++index) {
            const redisReply& element = *reply->element[index];
            result.values.push_back(element.type == REDIS_REPLY_STRING ? std::optional<std::string>(text_of(element)) : std::nullopt);
        }
        return result;
    }

    std::int64_t increment(const std::string& key, milliseconds ttl, std::int64_t by) override {
        check_ttls({{key, "1", ttl}});
        static const Script script(increment_script);
        const Reply reply =
            run(script, {"EVALSHA", script.digest, "1", prefixed(key), std::to_string(ttl.count()), std::to_string(by)}, false);
        failpoint("redis.increment: counted");
        if (reply->type != REDIS_REPLY_INTEGER) throw KvError("redis: unexpected reply");
        return reply->integer;
    }

    void ping() override {
        // Written, since a replica answers a PING as well.
        const Reply reply = send({"SET", prefixed("ping"), "", "PX", "60000"}, true, Breaker::Caller::ping);
        if (reply->type != REDIS_REPLY_STATUS) throw KvError("redis: unexpected reply to a ping");
    }

  private:
    using Lease = Pool<Connection>::Lease;

    static std::string prefixed(const std::string& key) { return "police:" + key; }

    // Runs the script by its digest; a server that does not know it (restart, SCRIPT FLUSH) has run nothing, and is sent the text.
    Reply run(const Script& script, std::vector<std::string> words, bool repeatable) {
        Reply reply = send(words, repeatable);
        if (reply->type == REDIS_REPLY_ERROR && first_word(*reply) == "NOSCRIPT") {
            words[0] = "EVAL";
            words[1] = script.text;
            reply = send(words, repeatable);
        }
        if (reply->type == REDIS_REPLY_ERROR) throw KvError("redis: the server answered " + first_word(*reply));
        return reply;
    }

    Reply send(const std::vector<std::string>& words, bool repeatable, Breaker::Caller caller = Breaker::Caller::work) {
        const std::unique_ptr<Lease> lease = pool_.borrow(caller);
        if (lease == nullptr) throw KvError(std::string("redis: ") + pool_.refusal());
        if ((*lease)->stale()) lease->renew();
        const auto began = Breaker::Clock::now();
        Reply reply = (*lease)->send(words);
        // A server that was silent until the timeout would be silent again.
        if (reply == nullptr && repeatable && Breaker::Clock::now() - began < timeout_ / 2) {
            lease->renew();
            reply = (*lease)->send(words);
        }
        // A primary that has become a replica has done nothing: a fresh connection may reach the one that took over.
        if (reply != nullptr && is_replica(*reply)) {
            lease->renew();
            reply = (*lease)->send(words);
        }
        const bool was_refused = reply != nullptr && is_replica(*reply);
        if (reply == nullptr || was_refused) {
            const std::string cause = was_refused ? "the server is a replica and takes no writes" : (*lease)->error();
            lease->drop();
            throw KvError("redis: " + cause);
        }
        return reply;
    }

    const RedisAddress address_;
    const milliseconds timeout_;
    Pool<Connection> pool_;
};

}  // namespace

std::unique_ptr<Kv> open_redis(const RedisAddress& address, const KvOptions& options) { return std::make_unique<Redis>(address, options); }

}  // namespace db
