// distress-train LIST... > model.tsv: the weights beside the patterns, learnt from lists of examples. Borderline examples are left out.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "deploy/distress/trainer.h"
#include "gateway/channels/simplifier.h"
#include "services/answers/folding.h"
#include "services/distress/recogniser.h"

namespace {

constexpr std::uint32_t seed = 20261130;

}  // namespace

int main(int count, char** words) {
    const auto to_simplified = gateway::open_simplifier();
    const auto recogniser = services::shipped_recogniser();
    std::vector<distress::Example> examples;
    for (int i = 1; i < count; ++i) {
        for (const distress::Line& line : distress::read_list(words[i])) {
            if (line.is_borderline()) continue;
            const auto* kind = std::ranges::find(services::distress_kinds, std::string_view(line.kind),
                                                 &std::pair<std::string_view, services::DistressKind>::first);
            const bool is_cry = kind != services::distress_kinds.end();
            examples.push_back({recogniser->folded(services::normalise(line.text, to_simplified).text),
                                is_cry ? kind->second : services::DistressKind::none});
        }
    }
    std::fputs("## Weights of services::DistressModel: a part of a message, how much it says for a cry for help, and for which kind.\n",
               stdout);
    std::fputs("## Made by distress-train from the lists of examples; not edited by hand.\n", stdout);
    std::fputs(distress::train(examples, seed).c_str(), stdout);
    return 0;
}
