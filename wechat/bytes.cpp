#include "wechat/bytes.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace wechat {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_digits = "0123456789abcdef";

// 64 marks a character that is not in the alphabet.
constexpr std::array<std::uint8_t, 256> base64_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(64);
    for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(alphabet[i])] = i;
    return values;
}();

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::uint32_t byte_at(std::string_view bytes, std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; }

}  // namespace

std::string base64_encode(std::string_view bytes) {
    // Written in place: appended byte by byte, this was a twentieth of a message's whole work.
    std::string text((bytes.size() + 2) / 3 * 4, '=');
    char* to = text.data();
    const char* const letters = alphabet.data();
    const std::size_t whole = bytes.size() / 3 * 3;
    const auto* const from = reinterpret_cast<const unsigned char*>(bytes.data());
    for (std::size_t i = 0; i < whole; i += 3, to += 4) {
        const std::uint32_t group = std::uint32_t{from[i]} << 16 | std::uint32_t{from[i + 1]} << 8 | from[i + 2];
        to[0] = letters[group >> 18];
        to[1] = letters[group >> 12 & 63];
        to[2] = letters[group >> 6 & 63];
        to[3] = letters[group & 63];
    }
    if (whole < bytes.size()) {
        const std::uint32_t group = byte_at(bytes, whole) << 16 | byte_at(bytes, whole + 1) << 8;
        to[0] = letters[group >> 18];
        to[1] = letters[group >> 12 & 63];
        if (whole + 1 < bytes.size()) to[2] = letters[group >> 6 & 63];
    }
    return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    const std::size_t characters = text.size() - padding;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::uint32_t group = 0;
        for (std::size_t j = i; j < i + 4; ++j) {
            const std::uint8_t value = j < characters ? base64_values[static_cast<unsigned char>(text[j])] : std::uint8_t{0};
            if (value == 64) return std::nullopt;
            group = group << 6 | value;
        }
        for (int shift = 16; shift >= 0; shift -= 8) bytes += static_cast<char>(group >> shift & 255);
    }
    bytes.resize(bytes.size() - padding);
    return bytes;
}

std::string hex_encode(std::string_view bytes) {
    std::string text(bytes.size() * 2, '\0');
    char* to = text.data();
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *to++ = hex_digits[byte >> 4];
        *to++ = hex_digits[byte & 15];
    }
    return text;
}

std::optional<std::string> hex_decode(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

std::string random_bytes(std::size_t count) {
    if (count > 1'048'576) throw std::invalid_argument("random_bytes: more than 1 MiB asked");
    // To enter the generator costs far more than the few bytes of an id or a nonce: a thread fetches them ahead, and wipes what it gave.
    // A child of fork() would give the same again; nothing here forks.
    struct Ahead {
        std::array<char, 512> bytes;
        std::size_t left = 0;
    };
    thread_local Ahead ahead;
    const auto fetch = [](char* to, std::size_t size) {
        if (RAND_bytes(reinterpret_cast<unsigned char*>(to), static_cast<int>(size)) != 1)
            throw std::runtime_error("RAND_bytes failed: no randomness");
    };
    std::string bytes(count, '\0');
    if (count > 64) {
        fetch(bytes.data(), count);
        return bytes;
    }
    if (count > ahead.left) {
        ahead.left = 0;
        fetch(ahead.bytes.data(), ahead.bytes.size());
        ahead.left = ahead.bytes.size();
    }
    ahead.left -= count;
    char* const given = ahead.bytes.data() + ahead.left;
    std::memcpy(bytes.data(), given, count);
    OPENSSL_cleanse(given, count);
    return bytes;
}

std::string random_hex(std::size_t bytes) { return hex_encode(random_bytes(bytes)); }

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace wechat
