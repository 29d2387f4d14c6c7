// A database that counts the statements it is asked, for tests that hold a path to their number.
#pragma once

#include "tests/watching_sql.h"

/// One thread. `inner` must outlive it.
class CountingSql : public WatchingSql {
  public:
    explicit CountingSql(db::Sql& inner) : WatchingSql(inner, [this](const Ask&, std::string_view, const db::Values&) { ++statements; }) {}

    int statements = 0;
};
