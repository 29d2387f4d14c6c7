#include "wechat/utf8.h"

#include <doctest/doctest.h>

using namespace wechat;

TEST_CASE("valid and invalid UTF-8") {
    for (const char* good : {"", "abc", "中文", "😀", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80", "\xC2\x80"})
        CHECK(is_utf8(good));
    CHECK(is_utf8(std::string_view("a\0b", 3)));
    for (const char* bad :
         {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
          "\xED\xA0\x80", "\xED\xBF\xBF", "\xE4\xB8", "\xE4\xB8z", "\xF0\x9F\x98", "\xFF", "\xFE", "\xC2", "a\xBF"})
        CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("every code point goes there and back") {
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        if (point == 0xD800) point = 0xE000;
        const std::u32string one(1, point);
        const std::string bytes = to_utf8(one);
        if (!is_utf8(bytes) || to_utf32(bytes) != one || code_points(bytes) != 1) FAIL("U+" << static_cast<unsigned>(point));
    }
    CHECK(to_utf8(U"粤A·12345") == "粤A·12345");
}

TEST_CASE("what is not a character becomes U+FFFD") {
    CHECK(to_utf32("a\xFF\xE4\xB8z") == U"a\uFFFD\uFFFD\uFFFDz");
    CHECK(code_points("a\xFF\xE4\xB8z") == 5);
    CHECK(to_utf8(std::u32string{0xD800, 0x110000}) == "\uFFFD\uFFFD");
}

TEST_CASE("cutting never divides a character and cuts no more than it must") {
    const std::string text = "a中b😀é";
    for (std::size_t max = 0; max <= text.size() + 2; ++max) {
        const auto cut = cut_utf8(text, max);
        CHECK(cut.size() <= max);
        CHECK(is_utf8(cut));
        CHECK(text.starts_with(cut));
        CHECK(max - cut.size() < 4);
    }
    CHECK(cut_utf8(text, 3) == "a");
    CHECK(cut_utf8(text, 4) == "a中");
    CHECK(cut_utf8(text, 8) == "a中b");
    CHECK(cut_utf8(text, 9) == "a中b😀");
}
