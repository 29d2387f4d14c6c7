#include "envelope.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace sandbox {
namespace {

constexpr std::size_t block = 32;

const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

std::string random_of(std::string_view alphabet, std::size_t n) {
    std::string out;
    while (out.size() < n) {
        unsigned char byte = 0;
        if (RAND_bytes(&byte, 1) != 1) throw std::runtime_error("no randomness");
        if (byte < 256 / alphabet.size() * alphabet.size()) out += alphabet[byte % alphabet.size()];
    }
    return out;
}

std::string to_base64(std::string_view raw) {
    std::string out((raw.size() + 2) / 3 * 4 + 1, '\0');
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes(raw), static_cast<int>(raw.size()));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    const std::size_t body = text.find_last_not_of('=') + 1;
    const std::size_t pads = text.size() - body;
    const auto in_alphabet = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    };
    if (pads > 2 || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(body), in_alphabet)) return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes(text), static_cast<int>(text.size())) < 0) return std::nullopt;
    out.resize(out.size() - pads);
    return out;
}

// One pass of AES-256-CBC without padding; the initial vector is the first half of the key, as WeChat has it.
std::string aes(std::string_view key, std::string_view in, int encrypting) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> ctx(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    std::string out(in.size() + 16, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    int n = 0;
    int last = 0;
    if (!ctx || EVP_CipherInit_ex(ctx.get(), EVP_aes_256_cbc(), nullptr, bytes(key), bytes(key), encrypting) != 1 ||
        EVP_CIPHER_CTX_set_padding(ctx.get(), 0) != 1 || EVP_CipherUpdate(ctx.get(), to, &n, bytes(in), static_cast<int>(in.size())) != 1 ||
        EVP_CipherFinal_ex(ctx.get(), to + n, &last) != 1) {
        throw std::runtime_error("AES failed");
    }
    out.resize(static_cast<std::size_t>(n + last));
    return out;
}

}  // namespace

std::string sha1_of(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr) != 1) throw std::runtime_error("no SHA-1");
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += "0123456789abcdef"[digest[i] >> 4U];
        hex += "0123456789abcdef"[digest[i] & 15U];
    }
    return hex;
}

std::string signature_of(std::vector<std::string> parts) {
    std::sort(parts.begin(), parts.end());
    std::string joined;
    for (const auto& part : parts) joined += part;
    return sha1_of(joined);
}

std::string random_text(std::size_t n) { return random_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", n); }
std::string random_digits(std::size_t n) { return random_of("0123456789", n); }

std::optional<std::string> aes_key(std::string_view encoding_aes_key) {
    if (encoding_aes_key.size() != 43) return std::nullopt;
    auto key = from_base64(std::string(encoding_aes_key) + '=');
    if (!key || key->size() != 32) return std::nullopt;
    return key;
}

std::string seal(std::string_view key, std::string_view random16, std::string_view message, std::string_view app_id) {
    std::string full(random16);
    for (int shift = 24; shift >= 0; shift -= 8) full += static_cast<char>(message.size() >> shift & 0xFFU);
    full += message;
    full += app_id;
    const std::size_t pad = block - full.size() % block;
    full.append(pad, static_cast<char>(pad));
    return to_base64(aes(key, full, 1));
}

Opened open(std::string_view key, std::string_view encrypted, std::string_view app_id) {
    const auto cipher = from_base64(encrypted);
    if (!cipher) return {std::nullopt, "Encrypt is not base64"};
    if (cipher->empty() || cipher->size() % block != 0) return {std::nullopt, "Encrypt is not a whole number of 32-byte blocks"};
    std::string full = aes(key, *cipher, 0);
    const std::size_t pad = static_cast<unsigned char>(full.back());
    if (pad < 1 || pad > block || full.find_last_not_of(full.back()) + 1 > full.size() - pad)
        return {std::nullopt, "the padding is wrong (or the key is)"};
    full.resize(full.size() - pad);
    if (full.size() < 20) return {std::nullopt, "too short inside"};
    std::uint64_t length = 0;
    for (std::size_t i = 16; i < 20; ++i) length = length << 8U | static_cast<unsigned char>(full[i]);
    if (length > full.size() - 20) return {std::nullopt, "the message length points past the end"};
    if (std::string_view(full).substr(20 + length) != app_id) return {std::nullopt, "the app id inside is not ours"};
    return {full.substr(20, length), {}};
}

}  // namespace sandbox
