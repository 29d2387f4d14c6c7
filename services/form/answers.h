// What residents have answered: text by field key, and the same as JSON for the encrypted columns of a record.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace services {

/// Normalised answers by field key; the values of a `several` field are separated by '\n'. A skipped optional field is "".
class Answers : public std::map<std::string, std::string, std::less<>> {
  public:
    using Map = std::map<std::string, std::string, std::less<>>;
    using Map::Map;

    // As the map's, and noted for a test that wants to know which answers a rule looks at.
    const_iterator find(std::string_view key) const { return note(key), Map::find(key); }
    iterator find(std::string_view key) { return note(key), Map::find(key); }
    bool contains(std::string_view key) const { return note(key), Map::contains(key); }
    const std::string& at(std::string_view key) const;  // throws std::out_of_range

    /// From construction to destruction, what is read on this thread; one at a time.
    class Reads {
      public:
        Reads() { watching = &keys; }
        ~Reads() { watching = nullptr; }
        Reads(const Reads&) = delete;
        Reads& operator=(const Reads&) = delete;
        std::set<std::string, std::less<>> keys;
    };

  private:
    static void note(std::string_view key) {
        if (watching != nullptr) watching->emplace(key);
    }
    static thread_local std::set<std::string, std::less<>>* watching;
};

/// The answer, or "" when there is none.
std::string value_of(const Answers&, std::string_view key);
/// Those of a `several` field.
std::vector<std::string> values_in(const std::string& value);

/// The other way round.
std::string one_a_line(const std::vector<std::string>& values);

/// A flat JSON object of the answers.
std::string to_json(const Answers&);
/// The object back; members that are not text are left out, and anything but an object gives none.
Answers from_json(std::string_view);

}  // namespace services
