// Bytes as text and back, randomness, digests and sealing: a thin skin over OpenSSL 3.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wechat {

// Everything here may be called from any thread. Functions without a stated failure throw std::runtime_error when OpenSSL
// itself fails, which means a broken installation and is never caused by input.

// Standard alphabet, padded, no line breaks.
std::string base64_encode(std::string_view bytes);
// Padding is required. Discarded bits of the last character need not be zero: real EncodingAESKeys carry such bits and strict
// decoders broke WxJava (#1379, #1454, #1610). Nothing for any other character, white space included.
std::optional<std::string> base64_decode(std::string_view text);

// Lower case.
std::string hex_encode(std::string_view bytes);
// Either case. Nothing for an odd length or another character.
std::optional<std::string> hex_decode(std::string_view text);

// From the operating system's generator by way of RAND_bytes.
std::string random_bytes(std::size_t count);
// 2 × `bytes` lower-case digits.
std::string random_hex(std::size_t bytes);

// Raw digests: 20, 32 and 32 bytes.
std::string sha1(std::string_view data);
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);

// Time depends on the length only. Different lengths are unequal at once: a length is not a secret.
bool equal_constant_time(std::string_view a, std::string_view b);

// Result: nonce (12, fresh and random) || ciphertext || tag (16). Throws std::invalid_argument unless the key has 32 bytes.
std::string aes_256_gcm_seal(std::string_view key32, std::string_view plain, std::string_view aad);
// Nothing when the key has not 32 bytes, or key, aad or any bit of `sealed` differs.
std::optional<std::string> aes_256_gcm_open(std::string_view key32, std::string_view sealed, std::string_view aad);

// CBC without padding: the caller pads, `data` is a multiple of 16 bytes. Throws std::invalid_argument for other sizes of key (32),
// iv (16) or data.
std::string aes_256_cbc_encrypt(std::string_view key32, std::string_view iv16, std::string_view data);
std::string aes_256_cbc_decrypt(std::string_view key32, std::string_view iv16, std::string_view data);

}  // namespace wechat
