// What a resident asks, or doubts, about what becomes of their data. Pure.
#pragma once

#include <string_view>

namespace services {

/// What is answered to such a question, however it is put; "" when the message is none.
std::string_view about_privacy(std::string_view normalised);

}  // namespace services
