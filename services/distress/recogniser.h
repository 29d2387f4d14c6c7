// Hears cries for help in what residents write.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "services/distress/kind.h"
#include "services/distress/rules.h"

namespace services {

struct Distress {
    DistressKind kind = DistressKind::none;
    bool rings = false;     // the duty desk is to hear of it; else the card is all
    int line = 0;           // of the file: the pattern that fits; 0: the model's judgement
    std::size_t steps = 0;  // comparisons made

    explicit operator bool() const { return kind != DistressKind::none; }
};

/// Characters of a message that are read; what follows is not.
inline constexpr std::size_t distress_characters = 2000;

/// Immutable; any number of threads.
class Recogniser {
  public:
    explicit Recogniser(DistressRules rules) : rules_(std::move(rules)) {}

    /// `normalised`: Said::text. Takes time linear in its length.
    Distress recognise(std::string_view normalised) const;

    /// A message as patterns see it: small letters, no blanks between Chinese characters, one way of writing for many.
    std::u32string folded(std::string_view normalised) const;

  private:
    Reading read(std::u32string text) const;

    DistressRules rules_;
};

}  // namespace services
