#include "wechat/utf8.h"

#include <cstdint>
#include <cstring>

namespace wechat {
namespace {

struct Decoded {
    char32_t point;
    std::size_t bytes;  // 0: no valid character starts here
};

// The well-formed byte sequences of Unicode 15, table 3-7: the second byte's range depends on the first.
Decoded decode(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = at(0);
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first < 0xC2 ? 0u : first < 0xE0 ? 2u : first < 0xF0 ? 3u : first < 0xF5 ? 4u : 0u;
    if (bytes == 0 || text.size() < bytes) return {0, 0};
    const unsigned low = first == 0xE0 ? 0xA0u : first == 0xF0 ? 0x90u : 0x80u;
    const unsigned high = first == 0xED ? 0x9Fu : first == 0xF4 ? 0x8Fu : 0xBFu;
    if (at(1) < low || at(1) > high) return {0, 0};
    char32_t point = first & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((at(i) & 0xC0u) != 0x80u) return {0, 0};
        point = point << 6 | (at(i) & 0x3Fu);
    }
    return {point, bytes};
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        // Base64 and mark-up are plain ASCII: eight bytes at a time.
        for (std::uint64_t eight = 0; text.size() >= sizeof eight; text.remove_prefix(sizeof eight)) {
            std::memcpy(&eight, text.data(), sizeof eight);
            if ((eight & 0x8080808080808080u) != 0) break;
        }
        if (text.empty()) break;
        const std::size_t bytes = decode(text).bytes;
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); ++count) {
        const std::size_t bytes = decode(text).bytes;
        text.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return count;
}

std::u32string to_utf32(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    while (!text.empty()) {
        const Decoded next = decode(text);
        points += next.bytes == 0 ? U'\uFFFD' : next.point;
        text.remove_prefix(next.bytes == 0 ? 1 : next.bytes);
    }
    return points;
}

std::string to_utf8(std::u32string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (char32_t point : text) {
        if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) point = U'\uFFFD';
        const auto tail = [&](int shift) { bytes += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
        if (point < 0x80) {
            bytes += static_cast<char>(point);
        } else if (point < 0x800) {
            bytes += static_cast<char>(0xC0 | point >> 6);
            tail(0);
        } else if (point < 0x10000) {
            bytes += static_cast<char>(0xE0 | point >> 12);
            tail(6);
            tail(0);
        } else {
            bytes += static_cast<char>(0xF0 | point >> 18);
            tail(12);
            tail(6);
            tail(0);
        }
    }
    return bytes;
}

std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    std::size_t end = max_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t start = text.find_first_not_of(space);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(space) - start + 1);
}

}  // namespace wechat
