// WeChat's error codes and the words it sends with them.
#pragma once
#include <string_view>

namespace sandbox {

// "unknown" for a code that is not in the table.
std::string_view errmsg_of(int errcode);

}  // namespace sandbox
