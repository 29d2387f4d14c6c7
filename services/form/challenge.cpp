#include "services/form/challenge.h"

#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

#include "db/failpoint.h"
#include "services/form/tries.h"
#include "wechat/bytes.h"

namespace services {
namespace {

constexpr std::string_view settings_of = "bind_identity";
constexpr std::chrono::hours kept{24};

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

/// Whose question it is. While the index key changes the citizen has several names; the first is the one to write under.
std::vector<std::string> keys_of(const Context& context, const std::string& field_key) {
    std::vector<std::string> keys{context.citizen.empty() ? context.draft : context.citizen};
    keys.insert(keys.end(), context.former.begin(), context.former.end());
    for (std::string& key : keys) key = "challenge:" + key + ":" + context.service->id + ":" + field_key;
    return keys;
}

/// The question's state where it was left, by whatever process.
struct Kept {
    std::string key;
    std::optional<std::string> bytes;
};
Kept kept_for(Context& context, const std::string& field_key) {
    const std::vector<std::string> keys = keys_of(context, field_key);
    const auto values = context.stores.kv.exchange({}, {}, keys).values;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (values[i]) return {keys[i], values[i]};
    }
    return {keys.front(), std::nullopt};
}

void forget(Context& context, const std::string& field_key) {
    for (const std::string& key : keys_of(context, field_key)) context.stores.kv.erase(key);
}

std::string number_digest(const Context& context, const std::string& mobile) {
    return context.stores.vault.index("challenge_number", mobile);
}

std::string code_digest_input(const std::string& key, const std::string& mobile, const std::string& code) {
    return key + "|" + mobile + "|" + code;
}

/// Whether the digest is that of the value under any known index key. All are compared, always.
bool is_digest(const Context& context, const char* kind, const std::string& value, const std::string& digest) {
    bool found = false;
    for (const std::string& known : context.stores.vault.indexes(kind, value)) found |= wechat::equal_constant_time(known, digest);
    return found;
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

/// Of the day: the resident's own codes, then those of the number.
Try count_day(Context& context, const std::string& number) {
    const Settings& settings = context.figures.of(settings_of);
    const TryLimit limit{
        .what = "code:" + iso(context.today()),
        .own = context.citizen.empty() ? std::numeric_limits<std::int64_t>::max() : settings.integer("codes_a_day_by_citizen"),
        .theirs = settings.integer("codes_a_day")};
    return spend_try(context, limit, number);
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
    const Try counted = count_day(context, number);
    if (counted.came == Try::Came::own_used_up) return Issued::too_often;
    if (!kv.exchange({{last_key, last}}, {{last_key, std::to_string(now), kept}}, {}).done) return Issued::too_soon;
    if (counted.came == Try::Came::theirs_used_up) return Issued::too_many;

    const std::string code = six_digits();
    const std::int64_t seconds = settings.integer("code_seconds");
    const std::string key = keys_of(context, field_key).front();
    const State state{context.stores.vault.index("challenge_code", code_digest_input(key, mobile, code)), number, now + seconds,
                      settings.integer("code_tries"), false};
    forget(context, field_key);  // also under the names of another process's index key
    kv.set(key, encode(state), kept);
    const std::string message =
        "【广州公安】您的验证码是" + code + "，" + std::to_string(seconds) + "秒内有效。请勿告诉任何人，民警不会向您索要验证码。";
    if (!context.send_sms(mobile, message)) {
        // Nobody got a code, so the resident need not wait to ask for another; it counts for the day, or a broken way would be hammered.
        kv.erase(last_key);
        forget(context, field_key);
        return Issued::unavailable;
    }
    db::failpoint("challenge: SMS sent");
    return Issued::sent;
}

bool count_code(Context& context, const std::string& mobile) { return count_day(context, number_digest(context, mobile)).is_allowed(); }

Verified verify_challenge(Context& context, const std::string& field_key, const std::string& mobile, const std::string& code) {
    for (;;) {
        const auto [key, before] = kept_for(context, field_key);
        auto state = decode(before);
        if (!state || !is_digest(context, "challenge_number", mobile, state->number)) return Verified::expired;
        if (state->passed) return Verified::passed;
        if (state->tries <= 0) return Verified::exhausted;
        if (unix_time(context.now) >= state->expires) return Verified::expired;

        const bool right = is_digest(context, "challenge_code", code_digest_input(key, mobile, code), state->code);
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
        const auto state = decode(kept_for(context, field.key).bytes);
        if (state && state->passed && is_digest(context, "challenge_number", mobile->second, state->number)) passed.insert(field.key);
    }
    return passed;
}

void forget_challenges(Context& context) {
    for (const Field& field : context.service->fields) {
        if (!field.challenge.empty()) forget(context, field.key);
    }
}

}  // namespace services
