// Encrypted pushes behind a right signature: the target signs, so that everything behind the signature is reached.
//
// The first byte chooses what the rest of the input is: the message, the plaintext of the cipher, the base64 text, the envelope, or a body
// that nobody signed.
#include <algorithm>

#include "expect.h"
#include "wechat/bytes.h"
#include "wechat/callback.h"
#include "wechat/fields.h"
#include "wechat/signature.h"
#include "wechat/xml.h"

using fuzz::expect;

namespace {

constexpr std::int64_t now = 1'700'000'000;
constexpr const char* app_id = "wx2c2769f8efd9abc2";
constexpr const char* token = "spamtest";
constexpr const char* key_text = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";
constexpr const char* random16 = "0123456789abcdef";

const wechat::Callback& callback() {
    static const wechat::Callback one(
        {.app_id = app_id, .original_id = "gh_1", .token = token, .encoding_aes_key = key_text, .mode = wechat::Mode::secure});
    return one;
}
const wechat::MessageCrypt& crypt() {
    static const wechat::MessageCrypt one = *wechat::MessageCrypt::create(key_text, app_id);
    return one;
}

wechat::Query signed_query(std::string_view sealed) {
    const std::string timestamp = std::to_string(now);
    return {.timestamp = timestamp,
            .nonce = "n0nce",
            .encrypt_type = "aes",
            .msg_signature = wechat::signature({token, timestamp, "n0nce", sealed})};
}

std::string envelope(std::string_view sealed) {
    return "<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[" + std::string(sealed) + "]]></Encrypt></xml>";
}

std::string enciphered(std::string plain) {
    static const std::string key = *wechat::base64_decode(std::string(key_text) + "=");
    plain.resize(plain.size() / 16 * 16);
    return wechat::base64_encode(wechat::aes_256_cbc_encrypt(key, std::string_view(key).substr(0, 16), plain));
}

/// The message inside a plaintext, worked out once more from the protocol alone (§2).
std::optional<std::string> message_in(std::string plain) {
    plain.resize(plain.size() / 16 * 16);
    if (plain.empty() || plain.size() % 32 != 0) return std::nullopt;
    const auto pad = static_cast<unsigned char>(plain.back());
    if (pad < 1 || pad > 32 || !std::all_of(plain.end() - pad, plain.end(), [&](char c) { return c == plain.back(); })) return std::nullopt;
    plain.resize(plain.size() - pad);
    const std::string id = app_id;
    if (plain.size() < 20 + id.size() || !plain.ends_with(id)) return std::nullopt;
    std::string message = plain.substr(20, plain.size() - 20 - id.size());
    std::uint32_t length = 0;
    for (std::size_t i = 16; i < 20; ++i) length = length << 8 | static_cast<unsigned char>(plain[i]);
    return length == message.size() ? std::optional(message) : std::nullopt;
}

void sealed_reply_opens(const wechat::Opened& opened) {
    const std::string body = callback().seal(wechat::TextReply{"好"}, opened, now, random16);
    pugi::xml_document document;
    expect(wechat::read_xml(body, document), "the sealed reply is well-formed");
    const auto part = [&](const char* name) { return wechat::xml_text(document.document_element().child(name)); };
    expect(part("MsgSignature") == wechat::signature({token, part("TimeStamp"), part("Nonce"), part("Encrypt")}), "and signed");
    expect(crypt().decrypt(part("Encrypt")).has_value(), "and can be opened");
}

/// Opens the body under the query; an accepted push is a message of this account.
bool opens(const wechat::Query& query, std::string_view body) {
    const auto result = callback().open(query, body, now);
    const auto* opened = std::get_if<wechat::Opened>(&result);
    if (opened == nullptr) return false;
    expect(opened->message.to == "gh_1", "addressed to this account");
    expect(opened->body_digest == wechat::hex_encode(wechat::sha256(body)), "the digest is of what was received");
    sealed_reply_opens(*opened);
    return true;
}

bool is_for_us(std::string_view xml) {
    const auto message = wechat::parse_message(xml);
    return message && message->to == "gh_1";
}

/// The text of the only Encrypt, as the signature must cover it.
std::optional<std::string> sealed_in(std::string_view body) {
    pugi::xml_document document;
    if (!wechat::read_xml(body, document)) return std::nullopt;
    const auto node = wechat::only_child(document.child("xml"), "Encrypt");
    if (!node || !*node) return std::nullopt;
    return std::string(wechat::trimmed(wechat::xml_text(*node)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::view(data, size);
    if (rest.empty()) return 0;
    const char kind = rest.front();
    rest.remove_prefix(1);
    if (kind == 'm') {
        const std::string sealed = crypt().encrypt(rest, random16);
        if (envelope(sealed).size() > wechat::XmlLimits{}.bytes) return 0;
        expect(opens(signed_query(sealed), envelope(sealed)) == is_for_us(rest), "a message counts encrypted as it counts in clear");
    } else if (kind == 'p') {
        const std::string plain(rest), sealed = enciphered(plain);
        if (envelope(sealed).size() > wechat::XmlLimits{}.bytes) return 0;
        const auto message = message_in(plain);
        expect(crypt().decrypt(sealed) == message, "a plaintext is read as the protocol says");
        expect(opens(signed_query(sealed), envelope(sealed)) == (message && is_for_us(*message)), "and nothing else is accepted");
    } else if (kind == 'b') {
        opens(signed_query(wechat::trimmed(rest)), envelope(rest));
        opens(signed_query(rest), envelope(rest));
        if (const auto bytes = wechat::base64_decode(rest)) expect(wechat::base64_decode(wechat::base64_encode(*bytes)) == bytes, "base64");
    } else if (kind == 'e') {
        if (const auto sealed = sealed_in(rest)) opens(signed_query(*sealed), rest);
    } else {
        expect(!opens(signed_query("another text"), rest), "what nobody signed is refused");
    }
    return 0;
}
