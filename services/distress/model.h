// A linear model over the characters of a message: how much it reads like a cry for help, where no pattern says so.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/distress/kind.h"

namespace services {

/// Immutable; any number of threads. Made by deploy/distress/train.
class DistressModel {
  public:
    /// `weights`: lines of a part of a message, its weight, and what it says of the kind, between tabs. Throws std::invalid_argument on a
    /// line that is none.
    explicit DistressModel(std::string_view weights);

    struct Judgement {
        double certainty = 0;  // logarithm of the odds; 0: as likely as not
        DistressKind kind = DistressKind::none;
    };
    /// `folded`: as patterns see it. Of a long message the part most like a cry counts.
    Judgement judge(std::u32string_view folded) const;

    /// What is weighed of a message: up to three characters in a row, and two with up to three left out between them, each once. ^ and $
    /// are its beginning and end, _ what is left out.
    static std::vector<std::u32string> parts_of(std::u32string_view folded);

  private:
    struct Weight {
        double cry = 0;
        std::array<double, distress_kinds.size()> kinds{};
    };
    Judgement judge_part(std::u32string_view text) const;

    double bias_ = 0;
    std::unordered_map<std::u32string, Weight> weights_;
};

}  // namespace services
