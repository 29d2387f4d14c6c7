// Words that an operator gives to a command.
#pragma once

#include <cstddef>
#include <string>

namespace gateway {

/// The text of a file, of standard input for "-", without what is blank at its end; "" for no file. Never an argument, which others on the
/// machine could read. Throws std::runtime_error when it cannot be read, is empty or longer than `most` bytes.
std::string text_in(const std::string& file, std::size_t most);

}  // namespace gateway
