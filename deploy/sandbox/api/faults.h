// What is made to go wrong with the API on purpose, and how often still.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "api/clock.h"
#include "json.h"

namespace sandbox {

struct Fault {
    std::string path;  // empty: every path
    std::string kind;  // of the table in faults.cpp
    int times = 1;
    Ms ms = 0;  // of latency and slow_body
    int hit = 0;
};

// {"path", "kind", "times", "ms"}; throws std::runtime_error for an unknown kind.
Fault fault_from(const rapidjson::Value& json);
// "kind[@/path][*times][:ms]", as on the command line.
Fault fault_written(const std::string& text);
void write(JsonWriter& out, const Fault& fault);

// What a fault of that kind refuses every call with; 0 for those that do something else.
int errcode_of(const std::string& kind);

class Faults {
  public:
    // times 0 takes back what was set for that path and kind.
    void set(const Fault& fault);
    // The first that fits, one time less.
    std::optional<Fault> take(const std::string& path);
    const std::deque<Fault>& all() const { return kept_; }

  private:
    std::deque<Fault> kept_;
};

}  // namespace sandbox
