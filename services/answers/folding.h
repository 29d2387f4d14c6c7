// What residents type, made comparable.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace services {

struct Said {
    std::string text;  // half-width, composed, simplified, one space for many, nothing invisible; letters keep their case
    std::string raw;   // as typed, without white space at both ends
};

/// Makes a message comparable, for every channel and every import. `to_simplified` is asked last and may be empty. Bytes that are no UTF-8
/// are left out of `text`, and so is what nobody sees: format characters, variation selectors, the frame of 1️⃣. What is written
/// otherwise and means the same becomes the plain form: full-width and small forms, digits of other scripts and styles, radicals and
/// compatibility ideographs (⼴州 is 广州), decomposed letters (NFC). What means something more stays: ① is a place in a list
/// (`with_plain_digits`), Ⅱ and ² are no digits. Linear; what it made stays as it is when it is normalised again, as long as
/// `to_simplified` leaves it alone.
Said normalise(std::string_view typed, const std::function<std::string(std::string_view)>& to_simplified);

/// Radicals and compatibility ideographs as the characters they stand for, all in NFC; everything else stays, unlike in `normalise`. For
/// prose, which is kept as it was written.
std::string unified(std::string_view);

/// ①, ⑴, ⒈, ❶ and 🔟 as 1 and 10: for what picks from a list, after `normalise`. Other text stays.
std::string with_plain_digits(std::string_view);

/// In upper case by the rules of Unicode, which know é; composed (NFC).
std::string upper_of_all_scripts(std::string_view);

}  // namespace services
