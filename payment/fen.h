// Money: whole fen (分) in a type of its own, so that an amount is never mistaken for a count or a float.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace payment {

struct Fen {
    std::int64_t count = 0;
    auto operator<=>(const Fen&) const = default;
};

inline Fen operator+(Fen a, Fen b) { return {a.count + b.count}; }

/// Yuan as residents read it: `40元`, `15.50元`. Amounts are never negative here.
inline std::string yuan(Fen amount) {
    std::string text = std::to_string(amount.count / 100);
    if (const auto rest = amount.count % 100; rest != 0) {
        text += rest < 10 ? ".0" : ".";
        text += std::to_string(rest);
    }
    return text + "元";
}

}  // namespace payment
