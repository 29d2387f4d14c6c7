#include "load/crowd.h"

#include <algorithm>
#include <sstream>

namespace bench {
namespace {

std::string spread(std::string text, std::uint64_t citizen) {
    for (std::size_t from = 0; (from = text.find('{')) != std::string::npos;) {
        const std::size_t to = text.find('}', from);
        std::istringstream rule(text.substr(from + 1, to - from - 1));
        std::uint64_t many = 1, each = 1;
        char slash = 0;
        rule >> many >> slash >> each;
        text.replace(from, to - from + 1, std::to_string(1 + citizen / std::max<std::uint64_t>(1, each) % many));
    }
    return text;
}

}  // namespace

Step step_from(const std::string& text) {
    const std::size_t arrow = text.find("=>");
    Step step{.say = text.substr(0, arrow), .expect = {}};
    if (arrow == std::string::npos) return step;
    std::istringstream choices(text.substr(arrow + 2));
    for (std::string choice; std::getline(choices, choice, '|');) step.expect.push_back(choice);
    return step;
}

Crowd::Crowd(Platform& platform, std::uint64_t first, std::uint64_t count, std::uint64_t of) : platform_(platform) {
    const std::uint64_t stride = std::max<std::uint64_t>(1, of / std::max<std::uint64_t>(1, count));
    for (std::uint64_t i = 0; i < count; ++i) citizens_.push_back({.number = first + i * stride});
}

void Crowd::follow(std::vector<Step> steps, bool again) {
    steps_ = std::move(steps);
    again_ = again;
    late_ = 0;
    idle_.clear();
    for (std::size_t i = 0; i < citizens_.size(); ++i) {
        Citizen& citizen = citizens_[i];
        citizen.said = citizen.encrypted = 0;
        citizen.requests.clear();
        idle_.push_back(i);
    }
}

void Crowd::encrypt(std::uint64_t total) {
    const std::uint64_t each = total / citizens_.size() + 2;
    for (Citizen& citizen : citizens_) {
        while (citizen.requests.size() < each && step_at(citizen.encrypted) != nullptr) {
            citizen.requests.push_back(request_of(citizen, citizen.encrypted));
            ++citizen.encrypted;
        }
    }
}

std::optional<Delivery> Crowd::next() {
    while (!idle_.empty()) {
        const std::size_t index = idle_.front();
        idle_.pop_front();
        Citizen& citizen = citizens_[index];
        const Step* step = step_at(citizen.said);
        if (step == nullptr) continue;  // has said everything
        if (citizen.requests.empty()) {
            ++late_;
            citizen.requests.push_back(request_of(citizen, citizen.encrypted++));
        }
        Delivery delivery{index, step, std::move(citizen.requests.front())};
        citizen.requests.pop_front();
        ++citizen.said;
        return delivery;
    }
    return std::nullopt;
}

const Step* Crowd::step_at(std::size_t index) const {
    if (steps_.empty() || (!again_ && index >= steps_.size())) return nullptr;
    return &steps_[index % steps_.size()];
}

std::string Crowd::request_of(const Citizen& citizen, std::size_t index) {
    return platform_.request(openid_of(citizen.number), spread(step_at(index)->say, citizen.number));
}

}  // namespace bench
