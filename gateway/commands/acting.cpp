#include "gateway/commands/acting.h"
#include "gateway/clock.h"

#include <algorithm>
#include <ostream>
#include <sstream>
#include <stdexcept>

#include "gateway/config/personal_token.h"
#include "gateway/world.h"
#include "services/rules/time.h"

namespace gateway {

namespace {

struct Actor {
    std::string id;
    PersonalToken token;
};

std::string how(const Act& act) {
    return act.people == 1 ? "say who you are: --as ID --token FILE"
                           : "this takes two operators: --as ID --token FILE --second ID --second-token FILE";
}

Actor proven(const Config& config, const Act& act, const Proof& proof) {
    const Operator* found = operator_named(config.operators, proof.id);
    if (found == nullptr) throw std::runtime_error("operators.json has no operator \"" + proof.id + "\"");
    if (!found->has(act.role)) throw std::runtime_error(proof.id + " lacks the role " + act.role + ", which " + act.action + " takes");
    PersonalToken token(proof.token_file);
    if (token.public_part() != found->token) throw std::runtime_error("token file " + proof.token_file + " is not that of " + proof.id);
    return {proof.id, std::move(token)};
}

void append(const std::string& folder, const Act& act, const Actors& actors, const std::string& action, std::ostream& out) {
    // Opened for the row alone: keys may be others by the time the work is done.
    const auto config = configure(folder);
    if (!config) throw std::runtime_error("the configuration has errors");
    Storage storage(*config);
    prepare_schema(storage, *config);
    const db::AuditHead head = storage.stores.audit.append(
        {.at = services::unix_time(clock_now()), .who = actors.who, .action = action, .about = act.about, .detail = act.detail},
        actors.sign);
    out << "audited as " << head.text() << std::endl;
}

std::vector<std::string> parts_of(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

}  // namespace

Actors actors_of(const Config& config, const Act& act, const std::vector<Proof>& proofs) {
    if (config.operators.empty() && proofs.empty()) {
        if (config.production)
            throw std::runtime_error(
                "operators.json names nobody, and in production only an operator may do this; "
                "police-gateway operators new-token FILE makes a token");
        return {unnamed_operator, nullptr};
    }
    if (proofs.size() != act.people) throw std::runtime_error(how(act));
    Actors actors;
    std::vector<Actor> all;
    for (const Proof& proof : proofs) {
        if (std::ranges::find(all, proof.id, &Actor::id) != all.end()) throw std::runtime_error(proof.id + " is one person; " + how(act));
        all.push_back(proven(config, act, proof));
        actors.who += (actors.who.empty() ? "" : "+") + proof.id;
    }
    actors.sign = [all](const std::string& text) {
        std::string signatures;
        for (const Actor& actor : all) {
            signatures += (signatures.empty() ? "" : " ") + actor.id + ":" + actor.token.public_part() + ":" + actor.token.sign(text);
        }
        return signatures;
    };
    return actors;
}

int carry_out(const std::string& folder, const Act& act, const std::vector<Proof>& proofs, const std::function<int()>& work,
              std::ostream& out) {
    const auto config = configure(folder);
    if (!config) return 1;
    const Actors actors = actors_of(*config, act, proofs);
    append(folder, act, actors, act.action, out);
    const auto failed = [&] { append(folder, act, actors, act.action + ": failed", out); };
    int result = 0;
    try {
        result = work();
    } catch (const std::exception&) {
        failed();
        throw;
    }
    if (result != 0) failed();
    return result;
}

std::vector<Signed> signatures_of(const db::AuditRow& row) {
    std::vector<Signed> all;
    for (const std::string& one : parts_of(row.signature, ' ')) {
        auto parts = parts_of(one, ':');
        parts.resize(3);
        all.push_back({parts[0], parts[1], parts[2]});
    }
    return all;
}

bool is_well_signed(const db::AuditRow& row, std::string_view text) {
    // What the program did for an officer signed in at its pages is the program's word, too.
    const std::string program = row.entry.who.substr(0, row.entry.who.find('/'));
    if (std::ranges::find(program_actors, program) != program_actors.end()) return row.signature.empty();
    const auto people = parts_of(row.entry.who, '+');
    const auto signatures = signatures_of(row);
    return !people.empty() && std::ranges::equal(people, signatures, [&](const std::string& id, const Signed& signature) {
        return signature.id == id && is_signed_by(signature.public_part, text, signature.signature);
    });
}

}  // namespace gateway
