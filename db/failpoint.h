// Numbered places at which a test kills the process, to see that nothing half-done remains.
#pragma once

namespace db {

#ifdef POLICE_FAILPOINTS
// From now on the n-th failpoint passed, by whatever thread, kills the process as `kill -9` does; its number and name go to stderr first.
// Without a number nothing ever fires.
void arm_failpoints(const char* n);
// A place worth dying at: before or after a step that others can see. `name` says which, e.g. "turns.commit: sent".
void failpoint(const char* name);
// Places this thread passes are none: it works by the clock, and would number those of others by chance.
void spare_this_thread();
#else
inline void arm_failpoints(const char*) {}
inline void failpoint(const char*) {}
inline void spare_this_thread() {}
#endif

}  // namespace db
