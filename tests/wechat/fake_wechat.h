// WeChat's API as a transport without a network, a clock that tests set, and a store that processes share.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "wechat/access_token.h"
#include "wechat/client.h"

namespace fake {

// Both clocks move together, by hand or by sleeping. Threads may share one.
class Time {
  public:
    wechat::Clock clock();
    void advance(std::chrono::milliseconds by) { ms_ += by.count(); }
    wechat::Deadline in(std::chrono::milliseconds by) const { return now() + by; }
    wechat::Deadline now() const { return wechat::Deadline(std::chrono::milliseconds(ms_)); }
    std::chrono::milliseconds slept() const { return std::chrono::milliseconds(slept_); }
    // A sleep then only lets other threads run: with 200 of them time would fly.
    bool stands_still = false;

  private:
    std::atomic<std::int64_t> ms_ = 1'700'000'000'000;
    std::atomic<std::int64_t> slept_ = 0;
};

// What all processes share.
class Store {
  public:
    explicit Store(Time& time) : time_(time) {}
    wechat::TokenStore seam();

    std::string bytes() const;
    int puts() const { return puts_; }  // that changed what is stored
    bool is_locked() const;
    // Somebody else takes the right to refresh and keeps it.
    void lock_for_good();
    std::function<void()> before_lock{};  // what happens between a caller's look and its lock

  private:
    Time& time_;
    mutable std::mutex mutex_;
    std::string bytes_;
    std::string claim_;
    wechat::Deadline claim_ends_{};
    int claims_ = 0;
    std::atomic<int> puts_ = 0;
};

struct Seen {
    std::string origin{};
    std::string method{};
    std::string path{};
    std::map<std::string, std::string> query{};  // unescaped
    std::string content_type{};
    std::string body{};
};
using Handler = std::function<wechat::HttpResponse(const Seen&)>;

wechat::HttpResponse json(std::string body);

// Refuses every token but the one it gave out last, as WeChat does, and answers what it was told to. Threads may share one.
class WeChat {
  public:
    wechat::Transport transport();

    void on(const std::string& path, Handler handler);
    void answer(const std::string& path, const std::string& body);
    // The next answers of that path, one each; then it goes on as before.
    void once(const std::string& path, Handler handler);
    void fail(const std::string& origin, wechat::HttpFailure failure);
    void recover(const std::string& origin);

    // The token in force is refused from now on. With `knows` stable_token gives out a new one; else only when forced.
    void invalidate_token(bool knows = true);
    std::string token() const;

    std::vector<Seen> seen(const std::string& path) const;
    std::size_t count(const std::string& path) const { return seen(path).size(); }
    // Around each exchange, outside all locks.
    std::function<void(const Seen&)> before{};

  private:
    wechat::HttpResponse respond(const Seen& request);
    wechat::HttpResponse stable_token(const Seen& request);

    mutable std::mutex mutex_;
    std::vector<Seen> seen_;
    std::map<std::string, Handler> handlers_;
    std::map<std::string, std::vector<Handler>> once_;
    std::map<std::string, wechat::HttpFailure> failing_;
    int number_ = 1;         // of the token given out
    int refused_below_ = 0;  // tokens of lower numbers
};

inline const std::vector<std::string> origins{"https://near.test", "https://far.test", "https://last.test"};

// One process of the account.
struct Account {
    Time time{};
    Store store{time};
    WeChat wechat{};
    std::vector<wechat::Observed> observed{};
    std::vector<std::string> observed_paths{};
    std::shared_ptr<wechat::Hosts> hosts = std::make_shared<wechat::Hosts>(origins, time.clock().steady);

    wechat::Api api();
    std::shared_ptr<wechat::SharedToken> token();
    wechat::Client client();
    wechat::Deadline soon() const { return time.in(std::chrono::seconds(10)); }
};

}  // namespace fake
