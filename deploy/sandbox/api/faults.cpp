#include "api/faults.h"

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>

namespace sandbox {
namespace {

struct Kind {
    std::string_view name;
    int errcode;
};
constexpr std::array kinds{
    Kind{"latency", 0},
    Kind{"slow_body", 0},
    Kind{"5xx", 0},
    Kind{"reset", 0},
    Kind{"expired_token", 0},
    Kind{"moderated", 0},  // taken, and then shown to nobody
    Kind{"ip", 0},         // 40164, with the caller's address
    Kind{"busy", -1},
    Kind{"quota", 45009},
    Kind{"frozen_secret", 40243},
    Kind{"repeated_too_soon", 45066},
    Kind{"unauthorized", 48001},
    Kind{"limited", 50002},
    Kind{"not_following", 50005},
    Kind{"draft_unchecked", 53503},
    Kind{"draft_in_console", 53504},
    Kind{"draft_unsaved", 53505},
    Kind{"ip_unregistered", 61004},
    Kind{"ip_unconfirmed", 89503},
};

const Kind* find(const std::string& name) {
    const auto* kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.name == name; });
    return kind == kinds.end() ? nullptr : kind;
}

Fault checked(Fault fault) {
    if (find(fault.kind) == nullptr) throw std::runtime_error("unknown fault \"" + fault.kind + "\"");
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

int errcode_of(const std::string& kind) {
    const Kind* found = find(kind);
    return found == nullptr ? 0 : found->errcode;
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
