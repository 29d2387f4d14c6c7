#include "services/distress/model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "wechat/utf8.h"

namespace services {
namespace {

constexpr std::size_t part_length = 60, part_step = 30;  // of a long message
constexpr std::size_t longest_run = 3, longest_gap = 3;  // characters in a row; characters left out between two

double number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) throw std::invalid_argument("no weight: " + std::string(text));
    return value;
}

}  // namespace

DistressModel::DistressModel(std::string_view weights) {
    while (!weights.empty()) {
        std::string_view line = weights.substr(0, weights.find('\n'));
        weights.remove_prefix(std::min(line.size() + 1, weights.size()));
        if (line.empty() || line.starts_with("## ")) continue;
        const auto field = [&line] {
            const std::string_view first = line.substr(0, line.find('\t'));
            line.remove_prefix(std::min(first.size() + 1, line.size()));
            return first;
        };
        const std::u32string part = wechat::to_utf32(field());
        const double cry = number(field());
        if (part == U"(bias)") {
            bias_ = cry;
            continue;
        }
        Weight& weight = weights_[part];
        weight.cry = cry;
        while (!line.empty()) {
            const std::string_view kind = field();
            const std::size_t sign = kind.find('=');
            const auto* named = std::ranges::find(distress_kinds, kind.substr(0, sign), [](const auto& each) { return each.first; });
            if (sign == std::string_view::npos || named == distress_kinds.end())
                throw std::invalid_argument("no kind of distress: " + std::string(kind));
            weight.kinds[static_cast<std::size_t>(named - distress_kinds.begin())] = number(kind.substr(sign + 1));
        }
    }
}

std::vector<std::u32string> DistressModel::parts_of(std::u32string_view folded) {
    const std::u32string marked = U"^" + std::u32string(folded) + U"$";
    std::vector<std::u32string> parts;
    for (std::size_t i = 0; i < marked.size(); ++i) {
        for (std::size_t length = 1; length <= longest_run && i + length <= marked.size(); ++length)
            parts.push_back(marked.substr(i, length));
        for (std::size_t gap = 1; gap <= longest_gap && i + gap + 1 < marked.size(); ++gap)
            parts.push_back(marked.substr(i, 1) + std::u32string(gap, U'_') + marked[i + gap + 1]);
    }
    std::ranges::sort(parts);
    parts.erase(std::ranges::unique(parts).begin(), parts.end());
    return parts;
}

DistressModel::Judgement DistressModel::judge_part(std::u32string_view text) const {
    std::size_t noted = 0;
    Weight sum;
    for (const std::u32string& part : parts_of(text)) {
        const auto found = weights_.find(part);
        if (found == weights_.end()) continue;
        ++noted;
        sum.cry += found->second.cry;
        for (std::size_t i = 0; i < sum.kinds.size(); ++i) sum.kinds[i] += found->second.kinds[i];
    }
    const auto likeliest = static_cast<std::size_t>(std::ranges::max_element(sum.kinds) - sum.kinds.begin());
    return {.certainty = bias_ + sum.cry / std::sqrt(static_cast<double>(noted) + 1), .kind = distress_kinds[likeliest].second};
}

DistressModel::Judgement DistressModel::judge(std::u32string_view folded) const {
    Judgement most = judge_part(folded.substr(0, part_length));
    for (std::size_t at = part_step; at + part_step < folded.size(); at += part_step) {
        const Judgement next = judge_part(folded.substr(at, part_length));
        if (next.certainty > most.certainty) most = next;
    }
    return most;
}

}  // namespace services
