// The table of all interfaces: which path is answered by what, and what is asked of the caller first.
#pragma once
#include <span>
#include <string_view>

#include "api/call.h"

namespace sandbox {

enum class Method { get, post, either };
enum class Takes { nothing, json, file };

struct Interface {
    std::string_view path;
    Method method;
    bool needs_token;
    Takes takes;
    int daily;  // calls a day
    Answer (*handler)(Call&);
};

std::span<const Interface> interfaces();

}  // namespace sandbox
