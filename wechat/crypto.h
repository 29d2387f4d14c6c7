// The encryption of message bodies that WeChat calls WXBizMsgCrypt (protocol §2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wechat {

// Immutable once made: any number of threads may share one.
class MessageCrypt {
  public:
    // Nothing unless the key is 43 characters of [A-Za-z0-9] and the app id is not empty. The discarded bits of the last
    // character may be anything.
    static std::optional<MessageCrypt> create(std::string_view encoding_aes_key, std::string_view app_id);

    // Base64 of the ciphertext. `random16` is exactly 16 fresh random bytes; throws std::invalid_argument otherwise.
    std::string encrypt(std::string_view message, std::string_view random16) const;

    // Nothing when anything is wrong: base64, length, padding (1..32, all bytes equal), message length, app id. The reason is not told
    // apart on purpose; the app id is compared in constant time.
    // CBC has no integrity: a change confined to the 16 random bytes goes unseen, so check msg_signature first.
    std::optional<std::string> decrypt(std::string_view base64) const;

  private:
    MessageCrypt(std::string key, std::string_view app_id) : key_(std::move(key)), app_id_(app_id) {}

    std::string key_;  // its first 16 bytes are the IV as well
    std::string app_id_;
};

}  // namespace wechat
