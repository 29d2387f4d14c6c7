#include "gateway/config/into.h"

#include <cmath>

#include "gateway/config/values.h"

namespace gateway {

using json::Node;

void take(const Node& node, bool& member) { member = node.flag; }
void take(const Node& node, int& member) { member = static_cast<int>(node.integer); }
void take(const Node& node, std::int64_t& member) { member = node.integer; }
void take(const Node& node, double& member) { member = node.number; }
void take(const Node& node, std::string& member) { member = node.text; }

void take(const Node& node, std::vector<std::string>& member) {
    for (const Node& item : node.items) {
        if (item.given || !node.given) member.push_back(item.text);
    }
}

void take(const Node& node, std::vector<std::pair<std::string, std::string>>& member) {
    for (const auto& [name, place, value] : node.members) member.emplace_back(name, value.text);
}

void take(const Node& node, std::optional<int>& member) {
    if (node.type == json::Type::integer) member = static_cast<int>(node.integer);
}

void take(const Node& node, services::Date& member) { member = services::date_from_iso(node.text).value_or(services::Date{}); }

void take(const Node& node, std::optional<services::Date>& member) {
    if (node.given) member = services::date_from_iso(node.text).value_or(services::Date{});
}

void take(const Node& node, services::Instant& member) { member = services::instant_from_iso(node.text).value_or(services::Instant{}); }

void take(const Node& node, std::optional<services::Instant>& member) { member = services::instant_from_iso(node.text); }

void take(const Node& node, std::vector<services::Span>& member) {
    for (const Node& item : node.items) {
        if (const auto span = span_from(item.text)) member.push_back(*span);
    }
}

void take(const Node& node, payment::Fen& member) { member = {std::llround(node.number * 100)}; }

Into by_hand() {
    return {.read = [](const Target&, const Node&) {}};
}

}  // namespace gateway
