// The platform's side of the callback: whole HTTP requests encrypted ahead, and replies opened again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/crypto.h"

namespace bench {

struct Account {
    std::string token, encoding_aes_key, app_id, original_id;
};

class Platform {
  public:
    /// Throws std::invalid_argument for a key that cannot work.
    explicit Platform(Account account);

    /// One push of a text in secure mode, as it goes over the wire: its own MsgId and nonce, and the present time.
    std::string request(std::string_view openid, std::string_view text);

    /// The XML inside an encrypted reply; absent when it is none of this account.
    std::optional<std::string> open(std::string_view body) const;

  private:
    const Account account_;
    const wechat::MessageCrypt crypt_;
    std::uint64_t last_ = 0;
};

/// The citizen of this number, as every tool here names them.
std::string openid_of(std::uint64_t citizen);

}  // namespace bench
