// The table of all interfaces: which path is answered by what, and what is asked of the caller first.
#pragma once
#include <string>
#include <vector>

#include "api/call.h"

namespace sandbox {

enum class Method { get, post, either };
enum class Takes { nothing, json, file };

struct Interface {
    std::string path;
    Method method;
    bool needs_token;
    Takes takes;
    int daily;  // calls a day
    Answer (*handler)(Call&);
};

const std::vector<Interface>& interfaces();

}  // namespace sandbox
