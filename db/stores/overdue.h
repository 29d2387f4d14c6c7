// Records whose deadline has come, handed out by lease: one whose service fails comes again later, behind the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/leases.h"

namespace db {

/// A record is overdue until it is moved or given another deadline; nothing here moves it. Times are unix seconds. Any number of threads
/// and processes. Throws SqlError.
class Overdue {
  public:
    explicit Overdue(Sql& sql) : sql_(sql) {}

    /// At most `limit` overdue records of the service, for the caller alone until `until`: first those nobody has looked at, then those
    /// that have waited longest.
    std::vector<Lease> lease(const std::string& service, std::int64_t now, std::int64_t until, int limit);
    /// What was to be done was done. Until the lease ends it is not handed out again, even if it is still overdue. False when the lease was
    /// lost.
    bool settled(const Lease&);
    /// Looked at again at `at`. False when the lease was lost.
    bool again(const Lease&, std::int64_t at);

  private:
    Sql& sql_;
};

}  // namespace db
