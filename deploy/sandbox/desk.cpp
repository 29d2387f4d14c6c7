#include "desk.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "courier.h"
#include "http_json.h"

namespace sandbox {
namespace {

constexpr std::size_t most_alarms = 500;
constexpr std::int64_t window = 300;                // seconds between the call's clock and ours
constexpr std::chrono::milliseconds silence{4000};  // longer than a gateway waits

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string hmac_sha256_hex(const std::string& key, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         digest.data(), &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += "0123456789abcdef"[digest[i] >> 4U];
        hex += "0123456789abcdef"[digest[i] & 15U];
    }
    return hex;
}

std::string text_of_json(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    value.Accept(out);
    return buffer.GetString();
}

std::string held_json(const std::string& body, int rings, bool acknowledged) {
    return R"({"alarm":)" + body + R"(,"rings":)" + std::to_string(rings) + R"(,"acknowledged":)" + (acknowledged ? "true" : "false") + "}";
}

}  // namespace

std::string Desk::why_refused(const httplib::Request& request) const {
    if (secret_.empty()) return "the sandbox knows no duty.secret";
    const auto timestamp = request.get_header_value("X-Duty-Timestamp"), signature = request.get_header_value("X-Duty-Signature");
    const auto expected = hmac_sha256_hex(secret_, timestamp + "." + request.body);
    if (signature.size() != expected.size() || CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) != 0)
        return "the signature is wrong";
    if (std::abs(std::strtoll(timestamp.c_str(), nullptr, 10) - now_ms() / 1000) > window) return "the timestamp is not of now";
    return {};
}

void Desk::show(const std::string& number, const Held& held) {
    journal_.add({"alarm", "", number, now_ms(), 0, 0, held_json(held.body, held.rings, held.acknowledged)});
}

void Desk::take(const httplib::Request& request, httplib::Response& response) {
    if (silent_) {
        std::this_thread::sleep_for(silence);
        return refuse(response, 503, "nobody is at the desk");
    }
    if (const auto why = why_refused(request); !why.empty()) return refuse(response, 403, why);
    const auto json = parse_strictly(request.body);
    if (!json) return refuse(response, 400, "no JSON");
    const auto* many = member(*json, "alarms");
    std::vector<const rapidjson::Value*> alarms;
    if (many != nullptr && many->IsArray())
        for (const auto& each : many->GetArray()) alarms.push_back(&each);
    else
        alarms.push_back(&*json);
    const std::lock_guard lock(mutex_);
    for (const auto* alarm : alarms) {
        const auto number = text_of(*alarm, "number");
        if (number.empty()) return refuse(response, 400, "an alarm without a number");
        if (alarms_.size() >= most_alarms && !alarms_.contains(number)) return refuse(response, 503, "too many alarms");
        Held& held = alarms_[number];
        held.body = text_of_json(*alarm);
        ++held.rings;
        show(number, held);
    }
    reply_json(response, "{}");
}

// As an officer's click: calls the address that came with the alarm.
void Desk::acknowledge(const httplib::Request& request, httplib::Response& response) {
    const auto asked = parse_json(request.body);
    const auto number = asked ? text_of(*asked, "number") : "";
    std::string url;
    {
        const std::lock_guard lock(mutex_);
        const auto found = alarms_.find(number);
        if (found == alarms_.end()) return refuse(response, 404, "no such alarm");
        url = text_of(*parse_strictly(found->second.body), "acknowledge_url");
    }
    const auto [origin, target] = split(url);
    httplib::Client client(origin);
    client.set_read_timeout(5);
    const auto answer = client.Post(target, "", "application/x-www-form-urlencoded");
    if (!answer || answer->status >= 400) return refuse(response, 502, "the gateway does not take it");
    const std::lock_guard lock(mutex_);
    Held& held = alarms_[number];
    held.acknowledged = true;
    show(number, held);
    reply_json(response, "{}");
}

void Desk::routes(httplib::Server& server) {
    using httplib::Request;
    using httplib::Response;
    server.Post("/duty", [this](const Request& q, Response& r) { take(q, r); });
    server.Post("/api/duty/acknowledge", [this](const Request& q, Response& r) { acknowledge(q, r); });
    server.Post("/api/duty/fault", [this](const Request& q, Response& r) {
        const auto json = parse_json(q.body);
        silent_ = json && member(*json, "silent") != nullptr && member(*json, "silent")->IsTrue();
        reply_json(r, "{}");
    });
    server.Get("/api/duty", [this](const Request&, Response& r) {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> all;
        for (const auto& [number, held] : alarms_) all.push_back(held_json(held.body, held.rings, held.acknowledged));
        reply_json(r, array_of(all));
    });
}

}  // namespace sandbox
