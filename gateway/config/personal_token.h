// What an operator proves themselves with: an Ed25519 key in a file of theirs, whose public part stands in operators.json.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace gateway {

/// Base64 of the 32 bytes of a public key.
bool is_public_part(std::string_view text);

/// Writes a fresh token, PEM, mode 0600, and returns its public part. Throws std::runtime_error naming the path when the file exists or
/// cannot be written.
std::string new_personal_token(const std::string& path);

class PersonalToken {
  public:
    /// Reads the file. Throws std::runtime_error naming it when it cannot be read, when others than its owner may read it, or when it holds
    /// no Ed25519 key.
    explicit PersonalToken(const std::string& path);

    std::string public_part() const;
    /// Base64 of 64 bytes; the same for the same text.
    std::string sign(std::string_view text) const;

  private:
    std::shared_ptr<void> key_;
};

/// False for anything but a signature over this text by the token with this public part.
bool is_signed_by(std::string_view public_part, std::string_view text, std::string_view signature);

}  // namespace gateway
