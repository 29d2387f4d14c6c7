#include "wechat/crypto.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "wechat/bytes.h"

namespace wechat {
namespace {

constexpr std::size_t padding_block = 32, random_size = 16, length_size = 4;

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

std::optional<MessageCrypt> MessageCrypt::create(std::string_view encoding_aes_key, std::string_view app_id) {
    if (encoding_aes_key.size() != 43 || app_id.empty() || !std::all_of(encoding_aes_key.begin(), encoding_aes_key.end(), is_alphanumeric))
        return std::nullopt;
    auto key = base64_decode(std::string(encoding_aes_key) + "=");
    if (!key) return std::nullopt;
    return MessageCrypt(std::move(*key), app_id);
}

std::string MessageCrypt::encrypt(std::string_view message, std::string_view random16) const {
    if (random16.size() != random_size) throw std::invalid_argument("MessageCrypt::encrypt: 16 random bytes are needed");
    if (message.size() > 16'777'216) throw std::invalid_argument("MessageCrypt::encrypt: message too long");
    std::string full(random16);
    for (int shift = 24; shift >= 0; shift -= 8) full += static_cast<char>(message.size() >> shift & 255);
    full += message;
    full += app_id_;
    const std::size_t padding = padding_block - full.size() % padding_block;
    full.append(padding, static_cast<char>(padding));
    return base64_encode(aes_256_cbc_encrypt(key_, std::string_view(key_).substr(0, 16), full));
}

std::optional<std::string> MessageCrypt::decrypt(std::string_view base64) const {
    const auto ciphertext = base64_decode(base64);
    if (!ciphertext || ciphertext->empty() || ciphertext->size() % padding_block != 0) return std::nullopt;
    const std::string full = aes_256_cbc_decrypt(key_, std::string_view(key_).substr(0, 16), *ciphertext);

    const std::size_t padding = static_cast<unsigned char>(full.back());
    if (padding < 1 || padding > padding_block) return std::nullopt;
    const std::string_view content = std::string_view(full).substr(0, full.size() - padding);
    const std::string_view pad = std::string_view(full).substr(content.size());
    if (pad.find_first_not_of(full.back()) != std::string_view::npos) return std::nullopt;
    if (content.size() < random_size + length_size) return std::nullopt;

    std::uint64_t length = 0;
    for (std::size_t i = random_size; i < random_size + length_size; ++i) length = length << 8 | static_cast<unsigned char>(content[i]);
    const std::string_view rest = content.substr(random_size + length_size);
    if (length > rest.size()) return std::nullopt;
    if (!equal_constant_time(rest.substr(length), app_id_)) return std::nullopt;
    return std::string(rest.substr(0, length));
}

}  // namespace wechat
