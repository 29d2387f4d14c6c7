// UTF-8 checked, counted, cut, trimmed, and turned to code points and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wechat {

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF. The empty text is valid.
bool is_utf8(std::string_view text);

// What to_utf32 would return, without building it.
std::size_t code_points(std::string_view text);

// Each byte that belongs to no valid character becomes one U+FFFD, so any input is safe.
std::u32string to_utf32(std::string_view text);
// Surrogates and values above U+10FFFF become U+FFFD.
std::string to_utf8(std::u32string_view text);

// The longest beginning of at most max_bytes that ends between two characters. A view into `text`.
std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

// Without ASCII white space at both ends. A view into `text`.
std::string_view trimmed(std::string_view text);

}  // namespace wechat
