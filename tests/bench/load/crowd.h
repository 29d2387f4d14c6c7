// The citizens who write: a script for all of them, one message at a time each, pushes encrypted ahead.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "load/account.h"

namespace bench {

/// One message and what its answer must hold: any of `expect`; empty: the answer is not opened.
/// In `say`, {8} becomes 1 + citizen % 8 and {8/4} becomes 1 + citizen / 4 % 8, so that a crowd can spread over a list.
struct Step {
    std::string say;
    std::vector<std::string> expect;
};

/// From "say=>expect|or this".
Step step_from(const std::string& text);

struct Delivery {
    std::size_t citizen;
    const Step* step;
    std::string request;
};

class Crowd {
  public:
    /// `count` citizens out of the `of` known, evenly spread from number `first` on.
    Crowd(Platform& platform, std::uint64_t first, std::uint64_t count, std::uint64_t of);

    /// From now on they say these lines: once through, or again and again.
    void follow(std::vector<Step> steps, bool again);
    /// Encrypts the next `total` messages of the crowd.
    void encrypt(std::uint64_t total);

    /// The next message of a citizen who waits for no answer; absent when there is none.
    std::optional<Delivery> next();
    void answered(std::size_t citizen) { idle_.push_back(citizen); }

    std::size_t size() const { return citizens_.size(); }
    /// Messages that had to be encrypted while the clock ran.
    std::uint64_t late() const { return late_; }

  private:
    struct Citizen {
        std::uint64_t number = 0;
        std::size_t said = 0, encrypted = 0;
        std::deque<std::string> requests = {};
    };
    const Step* step_at(std::size_t index) const;
    std::string request_of(const Citizen& citizen, std::size_t index);

    Platform& platform_;
    std::vector<Citizen> citizens_;
    std::deque<std::size_t> idle_;
    std::vector<Step> steps_;
    bool again_ = false;
    std::uint64_t late_ = 0;
};

}  // namespace bench
