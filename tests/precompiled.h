// What most files include, compiled once for the fast loop (POLICE_PRECOMPILED). No more than that: each file pays for all of it.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
