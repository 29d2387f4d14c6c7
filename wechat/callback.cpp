#include "wechat/callback.h"

#include <algorithm>
#include <stdexcept>

#include "wechat/bytes.h"
#include "wechat/fields.h"
#include "wechat/signature.h"
#include "wechat/xml.h"

namespace wechat {
namespace {

std::optional<MessageCrypt> make_crypt(const std::string& key, const std::string& app_id, const char* name) {
    if (key.empty()) return std::nullopt;
    auto crypt = MessageCrypt::create(key, app_id);
    if (!crypt) throw std::invalid_argument(std::string(name) + " must be 43 characters of [A-Za-z0-9]");
    return crypt;
}

std::string seal_envelope(std::string_view encrypted, std::string_view token, std::string_view nonce, std::int64_t now) {
    XmlWriter xml;
    xml.open("xml");
    xml.cdata("Encrypt", encrypted);
    xml.cdata("MsgSignature", signature({token, std::to_string(now), nonce, encrypted}));
    xml.number("TimeStamp", now);
    xml.cdata("Nonce", nonce);
    xml.close("xml");
    return xml.take();
}

}  // namespace

Callback::Callback(Credentials credentials) : credentials_(std::move(credentials)) {
    if (credentials_.app_id.empty()) throw std::invalid_argument("app_id is missing");
    if (credentials_.token.empty()) throw std::invalid_argument("token is missing");
    if (credentials_.window <= std::chrono::seconds::zero()) throw std::invalid_argument("window must be positive");
    current_ = make_crypt(credentials_.encoding_aes_key, credentials_.app_id, "encoding_aes_key");
    previous_ = make_crypt(credentials_.previous_encoding_aes_key, credentials_.app_id, "previous_encoding_aes_key");
    if (credentials_.mode != Mode::plain && !current_) throw std::invalid_argument("encoding_aes_key is missing");
}

bool Callback::in_window(std::string_view timestamp, std::int64_t now) const {
    // Ten digits last until the year 2286; the bound keeps the subtraction from overflowing.
    const bool digits = !timestamp.empty() && timestamp.size() <= 12 &&
                        std::all_of(timestamp.begin(), timestamp.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return false;
    const std::int64_t distance = *parse_number<std::int64_t>(timestamp) - now;
    return distance <= credentials_.window.count() && -distance <= credentials_.window.count();
}

/// How long it takes tells neither which token it was nor whether any: both are tried, always.
Callback::Token Callback::signed_with(std::string_view given, std::string_view timestamp, std::string_view nonce,
                                      std::string_view encrypted) const {
    const auto is_signed = [&](std::string_view token) {
        return equal_constant_time(given, signature({token, timestamp, nonce, encrypted}));
    };
    const bool current = is_signed(credentials_.token);
    const bool previous = !credentials_.previous_token.empty() && is_signed(credentials_.previous_token);
    return current ? Token::current : previous ? Token::previous : Token::none;
}

std::optional<std::string> Callback::verify_url(const Query& query, std::int64_t now) const {
    if (query.echostr.empty() || query.nonce.empty() || !in_window(query.timestamp, now)) return std::nullopt;
    if (signed_with(query.signature, query.timestamp, query.nonce, "") == Token::none) return std::nullopt;
    return query.echostr;
}

std::optional<Callback::Decrypted> Callback::decrypt(std::string_view base64) const {
    if (auto xml = current_->decrypt(base64)) return Decrypted{std::move(*xml), false};
    if (!previous_) return std::nullopt;
    if (auto xml = previous_->decrypt(base64)) return Decrypted{std::move(*xml), true};
    return std::nullopt;
}

std::variant<Opened, Denied> Callback::open(const Query& query, std::string_view body, std::int64_t now) const {
    const bool encrypted = credentials_.mode != Mode::plain;
    if (query.nonce.empty()) return Denied{"nonce missing"};
    if (!in_window(query.timestamp, now)) return Denied{"timestamp missing or outside the window"};
    const bool has_url_signature = !encrypted || !query.signature.empty();
    const Token of_url = has_url_signature ? signed_with(query.signature, query.timestamp, query.nonce, "") : Token::none;
    if (has_url_signature && of_url == Token::none) return Denied{"signature missing or wrong"};
    if (encrypted && (query.encrypt_type != "aes" || query.msg_signature.empty())) return Denied{"not encrypted"};
    if (!encrypted && ((!query.encrypt_type.empty() && query.encrypt_type != "raw") || !query.msg_signature.empty()))
        return Denied{"encrypted, but the account is in plain mode"};

    pugi::xml_document envelope;
    // In plain mode `signature` does not cover the body: such a push is never authentic beyond its query.
    if (!read_xml(body, envelope)) return Denied{"body is not acceptable XML"};
    const auto sealed = only_child(envelope.child("xml"), "Encrypt");
    if (!sealed || static_cast<bool>(*sealed) != encrypted) return Denied{"Encrypt missing, repeated or not expected"};

    Opened opened;
    std::string xml;
    if (encrypted) {
        const std::string base64(trimmed(xml_text(*sealed)));
        const Token of_body = signed_with(query.msg_signature, query.timestamp, query.nonce, base64);
        if (of_body == Token::none || (has_url_signature && of_body != of_url)) return Denied{"msg_signature wrong"};
        opened.previous_token = of_body == Token::previous;
        auto decrypted = decrypt(base64);
        if (!decrypted) return Denied{"not decryptable", true};  // as what is not understood: nobody learns which it was
        xml = std::move(decrypted->xml);
        opened.previous_key = decrypted->previous_key;
    }
    auto message = parse_message(encrypted ? std::string_view(xml) : body);
    if (!message) return Denied{"message not understood", encrypted};
    if (!credentials_.original_id.empty() && !equal_constant_time(message->to, credentials_.original_id))
        return Denied{"addressed to another account"};

    opened.message = std::move(*message);
    opened.body_digest = hex_encode(sha256(body));
    opened.nonce_key = hex_encode(sha256(query.timestamp + '\n' + query.nonce));
    opened.nonce = query.nonce;
    return opened;
}

std::string Callback::seal(const Reply& reply, const Opened& opened, std::int64_t now, std::string_view random16) const {
    std::string body = render(reply, opened.message, now);
    if (credentials_.mode == Mode::plain || body == "success") return body;
    const MessageCrypt& crypt = opened.previous_key && previous_ ? *previous_ : *current_;
    const std::string& token =
        opened.previous_token && !credentials_.previous_token.empty() ? credentials_.previous_token : credentials_.token;
    return seal_envelope(crypt.encrypt(body, random16), token, opened.nonce, now);
}

}  // namespace wechat
