// Characters and short shapes that field types and matching are made of.
#pragma once

#include <string>
#include <string_view>

namespace services {

bool is_digits(std::string_view);  // one or more of 0..9, nothing else
bool is_han(char32_t);             // a Han character of any plane, rare ones included; no punctuation
bool is_control(char32_t);         // C0 and C1
bool is_dot(char32_t);             // whatever is typed for the separator · of a name or a plate, the full stop included
bool is_dash(char32_t);            // a hyphen, dash or minus of any width
bool is_invisible(char32_t);       // formatting nobody sees: zero width, direction marks, BOM; and U+FFFD, a byte that was no character

std::string upper(std::string_view);  // ASCII letters only
std::string lower(std::string_view);

/// A number as it is stored: without white space, dashes and dots of any width, letters in upper case (catalogue §7).
std::string strip(std::string_view);

/// Takes the word off the beginning of the text; false, and nothing taken, when it is not there or is all there is.
bool take_first(std::string_view& text, std::string_view word);

/// Whether an ASCII value has exactly this shape. `#` is a digit, `l` a letter and `y` a letter or digit without I and O, `a` any letter,
/// `x` any letter or digit, `e` the letter of a new-energy plate; every other character stands for itself. Letters are upper case.
bool fits(std::string_view value, std::string_view shape);

}  // namespace services
