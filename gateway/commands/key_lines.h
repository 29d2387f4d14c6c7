// A key file as its keys are added, put in force and dropped; its text is what db::Vault reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

/// The first key is in force. Lines that are not understood are kept, at the top.
class KeyLines {
  public:
    /// Throws std::invalid_argument when it holds no key.
    explicit KeyLines(std::string_view text);
    std::string text() const;

    const std::string& current() const { return keys_.front().id; }
    /// A key added but never in force.
    const std::optional<std::string>& next() const { return next_; }
    /// Keys that were in force before.
    std::vector<std::string> older() const;
    /// Since when the first key is in force, in unix seconds; absent when the file does not say.
    std::optional<std::int64_t> since() const { return since_; }

    /// Adds a fresh key, readable but not in force. Needs: no next().
    void add();
    /// Puts next() in force. Needs: next().
    void promote(std::int64_t now);
    /// False when there is no such key. Throws std::invalid_argument for the key in force.
    bool drop(std::string_view id);

  private:
    struct Line {
        std::string id, text;
    };
    std::vector<std::string> others_;
    std::vector<Line> keys_;
    std::optional<std::string> next_;
    std::optional<std::int64_t> since_;
};

}  // namespace gateway
