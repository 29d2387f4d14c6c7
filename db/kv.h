// The key-value seam: expiring keys with one atomic compare-and-write, over memory or Redis.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace db {

// A condition of an exchange: the key holds exactly these bytes, or (nullopt) is absent.
struct Check {
    std::string key;
    std::optional<std::string> expected;
};

// A change of an exchange: the key gets the value for ttl (which must be positive), or (nullopt) is erased.
struct Write {
    std::string key;
    std::optional<std::string> value;
    std::chrono::milliseconds ttl{0};
};

struct Exchange {
    bool done = false;                               // all checks held and all writes were made
    std::vector<std::optional<std::string>> values;  // one for each key of reads
};

// The store cannot be reached, timed out or is full. what() names no value.
class KvError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Keys and values are any bytes. Safe for any number of threads; every call is atomic, throws KvError, and
// std::invalid_argument for a ttl that is not positive. Never the only copy of anything that must not be lost.
class Kv {
  public:
    virtual ~Kv() = default;

    // When every check holds, makes every write and answers the reads as they are afterwards; otherwise changes nothing and
    // answers the reads as they are. A connection that dies in the middle leaves it unknown whether the writes were made:
    // the call is then repeated only when nothing was sent yet.
    virtual Exchange exchange(const std::vector<Check>& checks, const std::vector<Write>& writes,
                              const std::vector<std::string>& reads) = 0;

    // Adds `by`, which may be negative, and returns the result; the first increment starts the ttl and later ones leave it, as a rate
    // limit's window needs. Throws KvError when the key holds something that is not a counter.
    virtual std::int64_t increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by = 1) = 0;

    // Returns when the store answers; throws KvError otherwise. For readiness checks.
    virtual void ping() = 0;

    std::optional<std::string> get(const std::string& key);
    void set(const std::string& key, const std::string& value, std::chrono::milliseconds ttl);
    // True when the key was absent and now holds the value.
    bool set_if_absent(const std::string& key, const std::string& value, std::chrono::milliseconds ttl);
    void erase(const std::string& key);

  protected:
    // For implementations: throws std::invalid_argument unless every value to be written has a positive ttl.
    static void check_ttls(const std::vector<Write>& writes);
};

}  // namespace db
