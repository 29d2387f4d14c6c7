// The query of a callback, parameters one a line: nothing is accepted that the protocol's rules, worked out here once more, would refuse.
//
// A signature that reads "=" stands for the right one, so that the rules behind it are reached.
#include <array>
#include <charconv>

#include "expect.h"
#include "wechat/callback.h"
#include "wechat/signature.h"

using fuzz::expect;

namespace {

constexpr std::int64_t now = 1'700'000'000;
constexpr const char* app_id = "wx2c2769f8efd9abc2";
constexpr const char* token = "spamtest";
constexpr const char* key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";

const std::string plain_body =
    "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>"
    "<Content>a</Content><MsgId>1</MsgId></xml>";

const std::string& sealed() {
    static const std::string one = wechat::MessageCrypt::create(key, app_id)->encrypt(plain_body, "0123456789abcdef");
    return one;
}
const std::string& secure_body() {
    static const std::string one = "<xml><ToUserName>gh_1</ToUserName><Encrypt>" + sealed() + "</Encrypt></xml>";
    return one;
}

wechat::Callback account(wechat::Mode mode) {
    return wechat::Callback({.app_id = app_id, .original_id = "gh_1", .token = token, .encoding_aes_key = key, .mode = mode});
}

bool is_timely(const std::string& timestamp) {
    if (timestamp.empty() || timestamp.size() > 12 || timestamp.find_first_not_of("0123456789") != std::string::npos) return false;
    std::int64_t seconds = 0;
    std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
    return seconds >= now - 300 && seconds <= now + 300;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::view(data, size);
    wechat::Query query;
    for (std::string* part : std::array{&query.timestamp, &query.nonce, &query.signature, &query.msg_signature, &query.encrypt_type,
                                        &query.echostr, &query.openid})
        *part = fuzz::take(rest, '\n');
    const std::string url = wechat::signature({token, query.timestamp, query.nonce});
    const std::string body = wechat::signature({token, query.timestamp, query.nonce, sealed()});
    if (query.signature == "=") query.signature = url;
    if (query.msg_signature == "=") query.msg_signature = body;

    static const wechat::Callback plain = account(wechat::Mode::plain), compatible = account(wechat::Mode::compatible),
                                  secure = account(wechat::Mode::secure);
    const bool fresh = is_timely(query.timestamp) && !query.nonce.empty();
    const auto echo = secure.verify_url(query, now);
    expect(echo.has_value() == (fresh && query.signature == url && !query.echostr.empty()), "the address is confirmed by its rules alone");
    expect(!echo || *echo == query.echostr, "and the answer is the echostr");

    const auto accepted = [&](const wechat::Callback& account, const std::string& pushed) {
        return std::holds_alternative<wechat::Opened>(account.open(query, pushed, now));
    };
    const bool is_plain = (query.encrypt_type.empty() || query.encrypt_type == "raw") && query.msg_signature.empty();
    const bool is_sealed =
        query.encrypt_type == "aes" && query.msg_signature == body && (query.signature.empty() || query.signature == url);
    expect(accepted(plain, plain_body) == (fresh && is_plain && query.signature == url), "plain mode");
    expect(accepted(secure, secure_body()) == (fresh && is_sealed), "secure mode");
    expect(accepted(compatible, secure_body()) == (fresh && is_sealed), "compatible mode");
    expect(!accepted(plain, secure_body()) && !accepted(secure, plain_body) && !accepted(compatible, plain_body),
           "the mode is the account's");
    return 0;
}
