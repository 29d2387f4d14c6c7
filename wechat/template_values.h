// The values of template and subscription messages: what each kind takes, and how a longer text is made to fit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wechat {

// Values of the wrong kind are refused as a whole (47003), long ones folded, so they are fitted before (protocol §5).
enum class ValueKind {
    thing,             // 20 characters
    number,            // 32 digits, one point, one sign
    letter,            // 32 letters
    symbol,            // 5 symbols
    character_string,  // 32 of letters, digits and symbols, no Chinese
    time,              // 15:01 · 2019年10月1日 15:01
    date,              // 2019年10月1日 15:01 or without the time
    amount,            // one currency sign, at most 10 digits, 元
    phone_number,      // 17 of digits and symbols
    car_number,        // 8: the first, or the first and the last, may be Chinese
    name,              // 10 Chinese characters or 20 letters
    phrase,            // 5 Chinese characters
    enumeration,       // one of the words the template was applied for with; passes as it is
    constant
};

// The kind in a template's key: "thing8" → thing, "car_number1" → car_number. Nothing for the old first, keywordN and remark, which fold
// at 20 characters.
std::optional<ValueKind> kind_of(std::string_view key);

// The value as this kind takes it. White space becomes single spaces. A thing, a name and a character_string that are too long are
// shortened and end in … (the last in ...): never inside a character with what combines with it, and not inside a word of Latin letters and
// digits, unless it alone is longer. Anything else that is too long or not of the kind is nothing, since half a number or half a verdict is
// another one; so is the empty value, which WeChat refuses. Lengths are counted as UTF-16, the stricter reading of "characters".
std::optional<std::string> fit(ValueKind kind, std::string_view value);

}  // namespace wechat
