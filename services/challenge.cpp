#include "services/challenge.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "db/failpoint.h"
#include "wechat/bytes.h"

namespace services {
namespace {

constexpr std::string_view settings_of = "bind_identity";
constexpr std::chrono::hours kept{24};

std::int64_t unix_time(Instant at) { return at.time_since_epoch().count(); }

struct State {
    std::string code;    // digest; empty once it was used
    std::string number;  // digest of the number the code went to
    std::int64_t expires = 0;
    std::int64_t tries = 0;  // left
    bool passed = false;
};

std::string encode(const State& state) {
    return state.code + "|" + state.number + "|" + std::to_string(state.expires) + "|" + std::to_string(state.tries) + "|" +
           (state.passed ? "1" : "0");
}

std::int64_t number_of(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<State> decode(const std::optional<std::string>& bytes) {
    if (!bytes) return std::nullopt;
    std::string_view parts[5];
    std::string_view rest = *bytes;
    for (std::string_view& part : parts) {
        const auto end = std::min(rest.find('|'), rest.size());
        part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return State{std::string(parts[0]), std::string(parts[1]), number_of(parts[2]), number_of(parts[3]), parts[4] == "1"};
}

/// Whose question it is.
std::string question_of(const Context& context, const std::string& field_key) {
    return (context.citizen.empty() ? context.draft : context.citizen) + ":" + context.service->id + ":" + field_key;
}

std::string key_of(const Context& context, const std::string& field_key) { return "challenge:" + question_of(context, field_key); }

std::string number_digest(const Context& context, const std::string& mobile) {
    return context.stores.vault.index("challenge_number", mobile);
}

std::string code_digest(const Context& context, const std::string& field_key, const std::string& mobile, const std::string& code) {
    return context.stores.vault.index("challenge_code", question_of(context, field_key) + "|" + mobile + "|" + code);
}

/// Six digits, each equally likely: values past the last whole million are drawn again.
std::string six_digits() {
    constexpr std::uint32_t fair = 4'294'000'000U;
    for (;;) {
        std::uint32_t value = 0;
        for (const char byte : wechat::random_bytes(4)) value = value << 8 | static_cast<unsigned char>(byte);
        if (value >= fair) continue;
        const std::string digits = std::to_string(value % 1'000'000);
        return std::string(6 - digits.size(), '0') + digits;
    }
}

}  // namespace

std::vector<ParameterSpec> challenge_parameters() {
    using std::int64_t;
    return {{"code_seconds", int64_t{120}, "How long an SMS code is valid, in seconds.", 30, 3600},
            {"code_resend_seconds", int64_t{60}, "After how many seconds another code can be sent to the same number.", 10, 3600},
            {"code_tries", int64_t{5}, "How many times a code may be entered wrongly before it is void.", 1, 20},
            {"codes_a_day", int64_t{10}, "How many codes one number gets a day.", 1, 100},
            {"codes_a_day_by_citizen", int64_t{20}, "How many codes one resident may ask for a day, to whatever numbers.", 1, 1000}};
}

Issued issue_challenge(Context& context, const std::string& field_key, const std::string& mobile) {
    if (!context.send_sms) return Issued::unavailable;
    const Settings& settings = context.figures.of(settings_of);
    db::Kv& kv = context.stores.kv;
    const std::string number = number_digest(context, mobile);
    const std::int64_t now = unix_time(context.now);

    // The number's own clock, so that a new dialogue is no way round it; written with a check, so that of two at once one is sent.
    const std::string last_key = "challenge_last:" + number;
    const auto last = kv.get(last_key);
    if (last && now < number_of(*last) + settings.integer("code_resend_seconds")) return Issued::too_soon;
    // Before anything is written for the number: whoever has used up their own codes must not use up those of others.
    const std::string day = "challenge_day:" + iso(context.today()) + ":";
    const bool is_known = !context.citizen.empty();
    if (is_known && kv.increment(day + "citizen:" + context.citizen, kept) > settings.integer("codes_a_day_by_citizen"))
        return Issued::too_often;
    if (!kv.exchange({{last_key, last}}, {{last_key, std::to_string(now), kept}}, {}).done) return Issued::too_soon;
    if (kv.increment(day + number, kept) > settings.integer("codes_a_day")) return Issued::too_many;

    const std::string code = six_digits();
    const std::int64_t seconds = settings.integer("code_seconds");
    const State state{code_digest(context, field_key, mobile, code), number, now + seconds, settings.integer("code_tries"), false};
    kv.set(key_of(context, field_key), encode(state), kept);
    const std::string message =
        "【广州公安】您的验证码是" + code + "，" + std::to_string(seconds) + "秒内有效。请勿告诉任何人，民警不会向您索要验证码。";
    if (!context.send_sms(mobile, message)) {
        // Nobody got a code, so the resident need not wait to ask for another; it counts for the day, or a broken way would be hammered.
        kv.erase(last_key);
        kv.erase(key_of(context, field_key));
        return Issued::unavailable;
    }
    db::failpoint("challenge: SMS sent");
    return Issued::sent;
}

Verified verify_challenge(Context& context, const std::string& field_key, const std::string& mobile, const std::string& code) {
    const std::string key = key_of(context, field_key);
    const std::string number = number_digest(context, mobile);
    const std::string digest = code_digest(context, field_key, mobile, code);
    for (;;) {
        const auto before = context.stores.kv.get(key);
        auto state = decode(before);
        if (!state || state->number != number) return Verified::expired;
        if (state->passed) return Verified::passed;
        if (state->tries <= 0) return Verified::exhausted;
        if (unix_time(context.now) >= state->expires) return Verified::expired;

        const bool right = wechat::equal_constant_time(state->code, digest);
        --state->tries;
        if (right) {
            state->passed = true;
            state->code.clear();
        }
        if (!context.stores.kv.exchange({{key, before}}, {{key, encode(*state), kept}}, {}).done) continue;  // another try came between
        if (right) return Verified::passed;
        return state->tries > 0 ? Verified::wrong : Verified::exhausted;
    }
}

std::set<std::string> passed_challenges(Context& context, const Answers& answers) {
    std::set<std::string> passed;
    for (const Field& field : context.service->fields) {
        if (field.challenge.empty()) continue;
        const auto mobile = answers.find(field.challenge);
        if (mobile == answers.end() || mobile->second.empty()) continue;
        const auto state = decode(context.stores.kv.get(key_of(context, field.key)));
        if (state && state->passed && state->number == number_digest(context, mobile->second)) passed.insert(field.key);
    }
    return passed;
}

void forget_challenges(Context& context) {
    for (const Field& field : context.service->fields) {
        if (!field.challenge.empty()) context.stores.kv.erase(key_of(context, field.key));
    }
}

}  // namespace services
