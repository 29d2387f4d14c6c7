// What residents type, made comparable.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace services {

struct Said {
    std::string text;  // half-width, simplified, one space for many, nothing invisible; letters keep their case
    std::string raw;   // as typed, without white space at both ends
};

/// Makes a message comparable. `to_simplified` is asked last and may be empty. Bytes that are no UTF-8 are left out of `text`.
Said normalise(std::string_view typed, const std::function<std::string(std::string_view)>& to_simplified);

}  // namespace services
