// Random decimal digits, each equally likely.
#pragma once

#include <string>

namespace db {

std::string random_digits(int count);

}  // namespace db
