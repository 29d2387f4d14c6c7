// A strict reading of XML: pugixml forgives what a receiver at WeChat's end would not.
#pragma once
#include <pugixml.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

// Loads the text, or says what is wrong: encoding, control characters, byte order mark, document type, several roots, a stray &.
std::optional<std::string> load_strictly(pugi::xml_document& document, const std::string& text);

// All text directly inside, however many CDATA sections it is cut into.
std::string inner_text(pugi::xml_node node);

bool valid_utf8(std::string_view text);

}  // namespace sandbox
