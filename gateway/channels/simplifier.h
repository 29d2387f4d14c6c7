// Traditional characters to simplified ones, so that residents may write either.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace gateway {

/// Any number of threads. Phrases first: 乾坤 stays, 乾燥 becomes 干燥.
using ToSimplified = std::function<std::string(std::string_view)>;

/// By OpenCC's tables. Throws std::exception when they are not installed.
ToSimplified open_simplifier();

}  // namespace gateway
