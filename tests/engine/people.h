// The residents the engine's tests are played by.
#pragma once

#include <string>
#include <vector>

#include "services/form/answers.h"

namespace engine_tests {

/// What an openid stands for: a person of the population data, on an area code that was never given out.
struct Citizen {
    std::string openid, name, id_no, mobile;
};

/// The demonstration resident of the field types' examples.
Citizen demonstration(const std::string& openid = "o-demonstration");

inline constexpr int citizens = 490;
/// The n-th of the made-up adults; each has a number, a mobile and an openid of their own.
Citizen citizen(int n);

std::vector<services::Answers> population();

}  // namespace engine_tests
