#include "api/faults.h"

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>

namespace sandbox {
namespace {

constexpr std::array kinds{"latency", "busy", "5xx", "reset", "expired_token", "quota", "ip", "slow_body"};

Fault checked(Fault fault) {
    if (std::find(kinds.begin(), kinds.end(), fault.kind) == kinds.end()) throw std::runtime_error("unknown fault \"" + fault.kind + "\"");
    fault.times = std::clamp(fault.times, 0, 1'000'000);
    fault.ms = std::clamp<Ms>(fault.ms, 0, minute);
    return fault;
}

}  // namespace

Fault fault_from(const rapidjson::Value& json) {
    return checked({text_of(json, "path"), text_of(json, "kind"), static_cast<int>(std::clamp(number_of(json, "times", 1), 0.0, 1e6)),
                    static_cast<Ms>(std::clamp(number_of(json, "ms", 1000), 0.0, 60000.0))});
}

Fault fault_written(const std::string& text) {
    static const std::regex form(R"(([a-z0-9_]+)(@(/[\w/.-]*))?(\*(\d{1,6}))?(:(\d{1,5}))?)");
    std::smatch part;
    if (!std::regex_match(text, part, form)) throw std::runtime_error("a fault is kind[@/path][*times][:ms], not \"" + text + "\"");
    return checked(
        {part[3].str(), part[1].str(), part[5].matched ? std::stoi(part[5].str()) : 1, part[7].matched ? std::stoi(part[7].str()) : 1000});
}

void write(JsonWriter& out, const Fault& fault) {
    out.StartObject();
    put(out, "path", fault.path);
    put(out, "kind", fault.kind);
    put(out, "times", fault.times);
    put(out, "ms", fault.ms);
    put(out, "hit", fault.hit);
    out.EndObject();
}

void Faults::set(const Fault& fault) {
    const auto same = [&](const Fault& f) { return f.path == fault.path && f.kind == fault.kind; };
    std::erase_if(kept_, same);
    if (fault.times > 0) kept_.push_back(fault);
    if (kept_.size() > 100) kept_.pop_front();
}

std::optional<Fault> Faults::take(const std::string& path) {
    const auto it =
        std::find_if(kept_.begin(), kept_.end(), [&](const Fault& f) { return f.times > f.hit && (f.path.empty() || f.path == path); });
    if (it == kept_.end()) return std::nullopt;
    ++it->hit;
    return *it;
}

}  // namespace sandbox
