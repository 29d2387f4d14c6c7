// The options by which operators say who they are.
#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "gateway/commands/acting.h"

namespace gateway {

/// What was given on the command line; lives as long as its command.
struct Who {
    void ask(CLI::App* command) {
        CLI::Option* id = command->add_option("--as", first.id, "Who you are: an id of operators.json");
        CLI::Option* token = command->add_option("--token", first.token_file, "File with your personal token")->needs(id);
        id->needs(token);
    }
    void ask_second(CLI::App* command) {
        CLI::Option* id = command->add_option("--second", second.id, "Another operator who agrees")->needs("--as");
        CLI::Option* token = command->add_option("--second-token", second.token_file, "File with that one's personal token")->needs(id);
        id->needs(token);
    }
    std::vector<Proof> proofs() const {
        std::vector<Proof> given;
        for (const Proof& proof : {first, second}) {
            if (!proof.id.empty()) given.push_back(proof);
        }
        return given;
    }

    Proof first, second;
};

}  // namespace gateway
