#include "load/process.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace bench {

Usage usage_of(int pid) {
    const std::filesystem::path folder = "/proc/" + std::to_string(pid);
    Usage usage;
    std::ifstream in(folder / "stat");
    std::string line;
    if (!std::getline(in, line)) return usage;
    std::istringstream rest(line.substr(line.rfind(')') + 2));  // from field 3 on
    std::string skipped;
    for (int field = 3; field < 14; ++field) rest >> skipped;
    double user = 0, system = 0;
    rest >> user >> system;
    for (int field = 16; field < 24; ++field) rest >> skipped;
    long pages = 0;
    rest >> pages;
    usage.cpu_seconds = (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
    usage.rss_kib = pages * (sysconf(_SC_PAGESIZE) / 1024);

    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(folder / "task", gone)) {
        std::ifstream children(task.path() / "children");
        for (int child = 0; children >> child;) {
            const Usage below = usage_of(child);
            usage.cpu_seconds += below.cpu_seconds;
            usage.rss_kib += below.rss_kib;
        }
    }
    return usage;
}

}  // namespace bench
