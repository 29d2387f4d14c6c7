// The door: decides whether a request is from WeChat, opens it, and seals the reply.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/crypto.h"
#include "wechat/message.h"
#include "wechat/reply.h"

namespace wechat {

// As set in the account's console. The configured mode decides what is required of a request; the request never does.
enum class Mode { plain, compatible, secure };

struct Credentials {
    std::string app_id{};
    std::string original_id{};  // gh_…; when not empty every push must be addressed to it
    std::string token{};
    std::string previous_token{};             // during a token change; may be empty
    std::string encoding_aes_key{};           // 43 characters; may be empty in plain mode only
    std::string previous_encoding_aes_key{};  // during a key change; may be empty
    Mode mode = Mode::secure;
    std::chrono::seconds window{300};  // allowed distance between the request's timestamp and now, either way
};

// Query parameters, percent-decoded; absent is empty. A parameter given twice must be refused before it comes here.
struct Query {
    std::string signature{};
    std::string timestamp{};
    std::string nonce{};
    std::string echostr{};
    std::string encrypt_type{};
    std::string msg_signature{};
    std::string openid{};  // informative: no rule depends on it, since platform events name another sender
};

struct Opened {
    Message message{};
    std::string body_digest{};  // SHA-256 of the received body, hex
    std::string nonce_key{};    // names (timestamp, nonce), hex; one of these may carry one body only, which the caller enforces
    std::string nonce{};        // of the URL, for the reply
    // Opened with the previous key, signed with the previous token: the reply goes back under the same.
    bool previous_key = false;
    bool previous_token = false;
};

struct Denied {
    std::string_view reason{};  // static storage, for the log only: on the wire every refusal looks the same
    // The signature was right and only the content was not understood. Such a push may be acknowledged instead of refused, since repeated
    // failures make WeChat pause all pushes for a minute.
    bool authentic = false;
};

// Immutable once made: any number of threads may share one.
class Callback {
  public:
    // Throws std::invalid_argument naming the first credential that cannot work; never quotes a secret.
    explicit Callback(Credentials credentials);

    // The echostr to send back unchanged as text/plain, or nothing. `signature` counts in every mode. `now` is unix seconds.
    std::optional<std::string> verify_url(const Query& query, std::int64_t now) const;

    // Verifies, decrypts and parses one POST.
    //   plain       `signature` required; anything encrypted refused
    //   compatible  as secure; the plain copy beside <Encrypt> is not looked at, because no signature covers it
    //   secure      encrypt_type=aes, <Encrypt> and msg_signature required; `signature` checked too when present
    // Signatures are compared in constant time, before anything is decrypted; with a previous token both are always computed, and all
    // signatures of a push must be of one token. A missing parameter is a refusal.
    std::variant<Opened, Denied> open(const Query& query, std::string_view body, std::int64_t now) const;

    // The body of the answer: plain XML in plain mode, else the encrypted envelope; "success" is never encrypted.
    // `random16` is 16 fresh random bytes.
    std::string seal(const Reply& reply, const Opened& opened, std::int64_t now, std::string_view random16) const;

  private:
    struct Decrypted {
        std::string xml;
        bool previous_key;
    };
    bool in_window(std::string_view timestamp, std::int64_t now) const;
    enum class Token { none, current, previous };
    Token signed_with(std::string_view given, std::string_view timestamp, std::string_view nonce, std::string_view encrypted) const;
    std::optional<Decrypted> decrypt(std::string_view base64) const;

    Credentials credentials_;
    std::optional<MessageCrypt> current_;
    std::optional<MessageCrypt> previous_;
};

}  // namespace wechat
