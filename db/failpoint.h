// Numbered places at which a test kills the process, to see that nothing half-done remains.
#pragma once

namespace db {

#ifdef POLICE_FAILPOINTS
// From now on the n-th failpoint passed kills the process as `kill -9` does; its number and name go to stderr first. "7": by the threads
// that answer messages; "jobs 7": by those that run jobs. A name instead of the number kills at the first failpoint so named; "list" only
// tells the names of those passed. Without any nothing ever fires.
void arm_failpoints(const char* which);
// A place worth dying at: before or after a step that others can see. `name` says which, e.g. "turns.commit: sent".
void failpoint(const char* name);
// This thread runs jobs: it works by the clock, and would number the places of others by chance.
void jobs_run_here();
#else
inline void arm_failpoints(const char*) {}
inline void failpoint(const char*) {}
inline void jobs_run_here() {}
#endif

}  // namespace db
