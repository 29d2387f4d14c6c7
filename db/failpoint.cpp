#include "db/failpoint.h"

#ifdef POLICE_FAILPOINTS

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <string_view>

namespace db {
namespace {

std::atomic<long> fatal{0};  // 0: no number is
std::string_view named;      // of the environment; "list" is the name of none
std::atomic<long> passed{0};
std::atomic<bool> are_jobs_meant{false};
thread_local bool is_job = false;

}  // namespace

void arm_failpoints(const char* which) {
    std::string_view number = which == nullptr ? "" : which;
    constexpr std::string_view jobs = "jobs ";
    are_jobs_meant = number.starts_with(jobs);
    if (are_jobs_meant) number.remove_prefix(jobs.size());
    fatal = std::atol(number.data());
    named = fatal == 0 ? number : "";
}

void failpoint(const char* name) {
    if ((fatal == 0 && named.empty()) || is_job != are_jobs_meant) return;
    const long n = ++passed;
    if (named == "list") std::fprintf(stderr, "passed %s\n", name);
    if (fatal == 0 ? named != name : n != fatal) return;
    std::fprintf(stderr, "failpoint %ld %s\n", n, name);
    ::kill(::getpid(), SIGKILL);
    ::pause();  // the signal may take a moment to arrive
}

void jobs_run_here() { is_job = true; }

}  // namespace db

#endif
