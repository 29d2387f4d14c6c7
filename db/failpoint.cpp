#include "db/failpoint.h"

#ifdef POLICE_FAILPOINTS

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace db {
namespace {

std::atomic<long> fatal{0};  // 0: not armed
std::atomic<long> passed{0};
thread_local bool is_spared = false;

}  // namespace

void arm_failpoints(const char* n) { fatal = n == nullptr ? 0 : std::atol(n); }

void failpoint(const char* name) {
    if (fatal == 0 || is_spared || ++passed != fatal) return;
    std::fprintf(stderr, "failpoint %ld %s\n", fatal.load(), name);
    ::kill(::getpid(), SIGKILL);
    ::pause();  // the signal may take a moment to arrive
}

void spare_this_thread() { is_spared = true; }

}  // namespace db

#endif
