// The envelope WeChat puts round pushes and expects round replies: signatures and AES, written from the published protocol alone.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

// Lower-case hex.
std::string sha1_of(std::string_view text);

// Lower-case hex SHA-1 of the parts sorted byte-wise and joined: `signature` (three parts) and `msg_signature` (four).
std::string signature_of(std::vector<std::string> parts);

// n characters of [0-9A-Za-z], or of [0-9], from the system's generator.
std::string random_text(std::size_t n);
std::string random_digits(std::size_t n);

// The 32 bytes behind a 43-character EncodingAESKey; absent when it is not one. Discarded bits of the last character are tolerated.
std::optional<std::string> aes_key(std::string_view encoding_aes_key);

// Base64 of AES-256-CBC over random16 + length + message + app_id, padded to 32. `random16` must be 16 bytes, `key` 32.
std::string seal(std::string_view key, std::string_view random16, std::string_view message, std::string_view app_id);

struct Opened {
    std::optional<std::string> message;
    std::string why;  // set when message is absent
};
// The message inside, or the first thing wrong with it: base64, length, padding, message length, app id.
Opened open(std::string_view key, std::string_view encrypted, std::string_view app_id);

}  // namespace sandbox
