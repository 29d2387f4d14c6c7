#include "services/answers/folding.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>

#include "services/answers/characters.h"
#include "wechat/utf8.h"

namespace services {
namespace {

struct Radical {
    char32_t typed, meant;
};
constexpr Radical radicals[] = {
#include "unified_radicals.inc"
};

void expect(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
}

std::string composed(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    expect(status);
    std::string result;
    icu::StringByteSink<std::string> sink(&result);
    nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
    expect(status);
    return result;
}

/// Blocks whose characters are only another drawing of the plain ones. ①, ², ½ and Ⅱ are not among them.
bool is_drawn_otherwise(char32_t c) {
    return (c >= 0xFF00 && c <= 0xFFEF) ||  // half-width and full-width forms
           (c >= 0xFE50 && c <= 0xFE6F) ||  // small forms
           (c >= 0xFE10 && c <= 0xFE1F) ||  // vertical forms
           (c >= 0xFB00 && c <= 0xFB06) ||  // ligatures
           (c >= 0x1D400 && c <= 0x1D7FF);  // mathematical letters and digits, used as bold and script ones
}

std::u32string compatible(char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    expect(status);
    icu::UnicodeString plain;
    if (!nfkc->getDecomposition(static_cast<UChar32>(c), plain)) return {c};
    std::u32string points;
    for (int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) points += static_cast<char32_t>(plain.char32At(i));
    return points;
}

char32_t without_radical(char32_t c) {
    if (c < 0x2E80 || c > 0x2FDF) return c;
    const auto found = std::ranges::lower_bound(radicals, c, {}, &Radical::typed);
    return found != std::end(radicals) && found->typed == c ? found->meant : c;
}

std::u32string plain(char32_t c) {
    if (const int32_t digit = u_charDigitValue(static_cast<UChar32>(c)); digit >= 0) return {U'0' + static_cast<char32_t>(digit)};
    if (is_drawn_otherwise(c)) return compatible(c);
    return {without_radical(c)};
}

bool is_space(char32_t c) {
    return c == U' ' || (c >= U'\t' && c <= U'\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// Variation selectors, joiners, tags and fillers are ignorable by default (Unicode, chapter 5.21); U+20E3 is the frame of a keycap.
bool is_left_out(char32_t c) {
    return is_control(c) || is_invisible(c) || c == 0x20E3 ||
           u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

std::string trimmed(std::string_view typed) {
    std::u32string points = wechat::to_utf32(typed);
    const auto blank = [](char32_t c) { return is_space(c) || c == 0xFEFF || c == 0x200B; };
    while (!points.empty() && blank(points.back())) points.pop_back();
    points.erase(points.begin(), std::find_if_not(points.begin(), points.end(), blank));
    return wechat::to_utf8(points);
}

/// The number a sign of lists stands for; 0 when it is none.
int number_of_sign(char32_t c) {
    if (c == 0x1F51F) return 10;
    const bool is_sign = (c >= 0x2460 && c <= 0x249B) || (c >= 0x24EB && c <= 0x24FE) || (c >= 0x2776 && c <= 0x2793) ||
                         (c >= 0x3220 && c <= 0x3229) || (c >= 0x3251 && c <= 0x325F) || (c >= 0x3280 && c <= 0x3289) ||
                         (c >= 0x32B1 && c <= 0x32BF) || (c >= 0x1F101 && c <= 0x1F10A);
    if (!is_sign) return 0;
    if (c >= 0x1F101) return static_cast<int>(c - 0x1F101);  // 🄁 is 0, 🄂 is 1 with a comma
    const double value = u_getNumericValue(static_cast<UChar32>(c));
    return value >= 1 && value <= 50 ? static_cast<int>(std::lround(value)) : 0;
}

}  // namespace

Said normalise(std::string_view typed, const std::function<std::string(std::string_view)>& to_simplified) {
    std::u32string clean;
    for (const char32_t written : wechat::to_utf32(typed)) {
        for (char32_t c : plain(written)) {
            if (is_space(c)) c = U' ';
            if (is_left_out(c)) continue;
            if (c != U' ' || (!clean.empty() && clean.back() != U' ')) clean += c;
        }
    }
    if (!clean.empty() && clean.back() == U' ') clean.pop_back();
    std::string text = composed(wechat::to_utf8(clean));
    if (to_simplified) text = to_simplified(text);
    return {std::move(text), trimmed(typed)};
}

std::string unified(std::string_view text) {
    std::u32string points = wechat::to_utf32(text);
    std::ranges::transform(points, points.begin(), without_radical);
    return composed(wechat::to_utf8(points));
}

std::string with_plain_digits(std::string_view text) {
    std::string result;
    for (const char32_t c : wechat::to_utf32(text)) {
        const int number = number_of_sign(c);
        result += number > 0 ? std::to_string(number) : wechat::to_utf8(std::u32string(1, c));
    }
    return result;
}

std::string upper_of_all_scripts(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    std::string result;
    icu::StringByteSink<std::string> sink(&result);
    icu::CaseMap::utf8ToUpper("", 0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
    expect(status);
    return composed(result);
}

}  // namespace services
