#include "courier.h"

#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <regex>
#include <thread>

#include "envelope.h"
#include "judge.h"

namespace sandbox {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t largest_answer = 1U << 20U;

// Cuts a client's connection at the deadline: the library's own timeouts start again with every byte.
class Cutter {
  public:
    Cutter(httplib::Client& client, Clock::time_point deadline)
        : thread_([this, &client, deadline](const std::stop_token& stop) {
              std::unique_lock lock(mutex_);
              wake_.wait_until(lock, stop, deadline, [] { return false; });
              if (!stop.stop_requested()) client.stop();
          }) {}

  private:
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

Attempt attempt(const Account& account, const Exchange& exchange, int delivery) {
    const auto [origin, target] = split(exchange.url);
    const auto start = Clock::now();
    Attempt result;
    result.delivery = delivery;

    httplib::Client client(origin);
    client.set_url_encode(false);
    client.set_tcp_nodelay(true);
    client.set_connection_timeout(account.patience);
    client.set_read_timeout(account.patience);
    client.set_write_timeout(account.patience);

    httplib::Request request;
    request.method = "POST";
    request.path = target;
    // As WeChat's servers send them.
    request.headers = {{"User-Agent", "Mozilla/4.0"}, {"Accept", "*/*"}, {"Pragma", "no-cache"}, {"Content-Type", "text/xml"}};
    request.body = exchange.sent_body;
    request.content_receiver = [&result](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
        if (result.body.size() + size > largest_answer) return false;
        result.body.append(data, size);
        return true;
    };
    auto answer = httplib::Result{nullptr, httplib::Error::Unknown};
    {
        const Cutter cutter(client, start + account.patience);
        answer = client.send(request);
    }
    const std::chrono::duration<double, std::milli> took = Clock::now() - start;
    result.ms = took.count();
    if (answer) {
        result.status = answer->status;
        result.content_type = answer->get_header_value("Content-Type");
        return result;
    }
    if (took >= account.patience) {
        result.error = "no answer in " + std::to_string(account.patience.count()) + " ms";
    } else if (result.body.size() + 65536 > largest_answer) {
        result.error = "the answer is larger than a mebibyte";
    } else {
        result.error = httplib::to_string(answer.error());
    }
    return result;
}

void sleep_until(Clock::time_point when, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_until(lock, stop, when, [] { return false; });
}

// Attempts of one delivery, until one is answered with 200.
Attempt deliver_once(const Account& account, Exchange& exchange, int delivery, const std::stop_token& stop,
                     const std::function<void(const Exchange&)>& changed) {
    const int tries = exchange.request.sign == "good" ? account.attempts : 1;
    for (int number = 1;; ++number) {
        const auto start = Clock::now();
        auto result = attempt(account, exchange, delivery);
        exchange.attempts.push_back(result);
        changed(exchange);
        if (result.status == 200 || number >= tries || stop.stop_requested()) return result;
        sleep_until(start + account.patience, stop);
    }
}

std::string without_time(const std::string& xml) {
    static const std::regex created("<CreateTime>[^/]*</CreateTime>");
    return std::regex_replace(xml, created, "");
}

Judged judge_attempt(const Account& account, const Exchange& exchange, const Attempt& last) {
    if (last.status == 200) return judge(account, exchange, last.body);
    Judged judged;
    judged.verdict.why = last.status == 0 ? last.error : "HTTP status " + std::to_string(last.status);
    if (exchange.request.sign != "good") judged.verdict.why += " (refused, as a push with a wrong signature must be)";
    return judged;
}

}  // namespace

Address split(const std::string& url) {
    const auto slash = url.find('/', url.find("://") + 3);
    if (slash == std::string::npos) return {url, "/"};
    return {url.substr(0, slash), url.substr(slash)};
}

void deliver(const Account& account, Exchange& exchange, const std::stop_token& stop, const std::function<void(const Exchange&)>& changed) {
    auto judged = judge_attempt(account, exchange, deliver_once(account, exchange, 1, stop, changed));
    for (int again = 2; again <= exchange.request.repeat && !stop.stop_requested(); ++again) {
        const auto other = judge_attempt(account, exchange, deliver_once(account, exchange, again, stop, changed));
        if (other.verdict.ok != judged.verdict.ok || without_time(other.reply_xml) != without_time(judged.reply_xml))
            judged.verdict.notes.push_back("delivery " + std::to_string(again) + " was answered differently: " + other.verdict.why);
    }
    if (exchange.request.sign != "good" && judged.verdict.ok)
        judged.verdict.notes.emplace_back("the gateway answered a push whose signature was " + exchange.request.sign);
    exchange.verdict = std::move(judged.verdict);
    exchange.reply_xml = std::move(judged.reply_xml);
    exchange.shown = std::move(judged.shown);
    if (!exchange.verdict.ok && shows_reply(exchange.request)) exchange.shown = {fault_bubble()};
    exchange.done = true;
    exchange.done_at_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    changed(exchange);
}

Verification verify_callback(const Account& account, const std::string& sign) {
    const auto now =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    const auto nonce = random_digits(10);
    const auto echo = random_digits(19);
    auto signature = signature_of({sign == "wrong" ? account.token + "0" : account.token, now, nonce});
    if (sign == "corrupt") signature.resize(20);
    if (sign == "bad") signature.front() = signature.front() == '0' ? '1' : '0';
    auto [origin, target] = split(account.gateway);
    target += "?timestamp=" + now + "&nonce=" + nonce + "&echostr=" + echo;
    if (sign != "missing") target += "&signature=" + signature;
    httplib::Client client(origin);
    client.set_url_encode(false);
    client.set_read_timeout(account.patience);
    const auto answer = client.Get(target);
    if (!answer) return {false, httplib::to_string(answer.error())};
    if (answer->status != 200) return {false, "HTTP status " + std::to_string(answer->status)};
    if (answer->body != echo) return {false, "the answer is not the echostr, unchanged"};
    return {true, "verified"};
}

}  // namespace sandbox
