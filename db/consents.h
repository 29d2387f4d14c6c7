// Which text of which service a citizen has agreed to, and when.
#pragma once

#include <cstdint>
#include <string>

#include "db/sql.h"

namespace db {

// The subject is subject_key(): consent comes before there is a resident. Any number of threads. Throws SqlError.
class Consents {
  public:
    explicit Consents(Sql& sql) : sql_(sql) {}

    bool has(const std::string& subject, const std::string& service, const std::string& text_version);
    // Recording again keeps the first time.
    void record(const std::string& subject, const std::string& service, const std::string& text_version, std::int64_t now);

  private:
    Sql& sql_;
};

}  // namespace db
