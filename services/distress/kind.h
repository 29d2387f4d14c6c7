// The kinds of cries for help.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace services {

enum class DistressKind {
    none,
    self_harm,
    violence,
    missing_person,
    fire_gas,
    medical,
    traffic_injury,
    fraud_now,
    crime_now,
    call_police,
};

/// As files and alarms name them.
inline constexpr std::array distress_kinds = std::to_array<std::pair<std::string_view, DistressKind>>({
    {"self_harm", DistressKind::self_harm},
    {"violence", DistressKind::violence},
    {"missing_person", DistressKind::missing_person},
    {"fire_gas", DistressKind::fire_gas},
    {"medical", DistressKind::medical},
    {"traffic_injury", DistressKind::traffic_injury},
    {"fraud_now", DistressKind::fraud_now},
    {"crime_now", DistressKind::crime_now},
    {"call_police", DistressKind::call_police},
});

/// "" of none.
std::string_view name_of(DistressKind);

}  // namespace services
