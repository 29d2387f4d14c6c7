// What a process and its descendants have used so far.
#pragma once

#include <string>

namespace bench {

struct Usage {
    double cpu_seconds = 0;  // user and system
    long rss_kib = 0;
};

/// Zero for a process that is gone.
Usage usage_of(int pid);

}  // namespace bench
