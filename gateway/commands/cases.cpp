#include "gateway/commands/cases.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/commands/text_in.h"
#include "gateway/world.h"
#include "services/form/answers.h"
#include "services/form/clocks.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

constexpr int most_of_a_state = 1000;  // of all units
constexpr std::size_t most_listed = 200;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
    }
    return lines;
}

/// What a question is called, "A.plate" as 车牌号码; and its value as a review would show it to anybody.
std::string field_line(const services::Service& service, const std::string& key, const std::string& value) {
    const services::Field* field = service.field(key.substr(key.find('.') + 1));
    if (field == nullptr) return key + "  ***";
    std::string shown = field->type->mask(value);
    const auto option = std::ranges::find(field->options, value, &services::Option::id);
    if (option != field->options.end()) shown = option->label;
    return key + "  " + field->label + "  " + one_line(shown);
}

std::string joined(const auto& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + std::string(word);
    return text;
}

/// What officers and leads can do.
std::set<std::string_view> verbs_of(const db::Lifecycle& life) {
    std::set<std::string_view> verbs;
    for (const db::Move& move : life.moves) {
        if (move.by == db::By::officer || move.by == db::By::lead) verbs.insert(move.verb);
    }
    return verbs;
}

}  // namespace

CaseWorker case_worker(const Config& config, const std::string& id) {
    if (config.operators.empty()) return {.id = unnamed_operator, .unit = ""};
    const Operator* found = operator_named(config.operators, id);
    if (found == nullptr) return {.id = id, .unit = "-", .is_case = false, .is_lead = false};
    return {.id = id, .unit = found->unit, .is_case = found->has("case"), .is_lead = found->has("lead")};
}

Cases::Cases(const services::Catalog& catalog, db::Stores& stores, const Config& config, CaseWorker worker, services::Instant now,
             std::ostream& out)
    : catalog_(catalog), stores_(stores), config_(config), worker_(std::move(worker)), now_(now), out_(out) {}

bool Cases::is_seen(const db::Record& record, const services::Service& service) const {
    return services::sees(worker_.unit, services::unit_of(record, service, config_.figures), config_.figures);
}

std::optional<Cases::Found> Cases::find(const std::string& number) {
    auto record = stores_.records.find_by_number(number);
    const services::Service* service = record ? catalog_.find(record->service) : nullptr;
    if (service == nullptr || service->life == nullptr || !is_seen(*record, *service)) return std::nullopt;
    return Found{*std::move(record), service};
}

int Cases::unknown(const std::string& number) {
    out_ << "there is no case " << number << "\n";
    return 1;
}

std::string Cases::line_of(const Found& found) const {
    const db::State* state = found.service->life->state(found.record.state);
    std::string line = found.record.number + "  " + found.record.title + "  " + std::string(state == nullptr ? "?" : state->shown);
    const auto due = services::due_of(found.record, *found.service->life, config_.figures.calendar);
    if (!due) return line;
    line += "  期限 " + services::iso_with_time(due->at) + (due->is_provisional ? "（暂定）" : "");
    return due->at < now_ ? line + "  OVERDUE" : line;
}

int Cases::list() {
    std::vector<std::pair<std::int64_t, std::string>> lines;
    std::size_t unreadable = 0;
    bool is_cut = false;
    for (const services::Service& service : catalog_.all()) {
        if (service.life == nullptr) continue;
        for (const db::State& state : service.life->states) {
            if (service.life->is_final(state.id)) continue;
            const auto records = stores_.records.list_by_state(std::string(state.id), service.id, most_of_a_state,
                                                               [&](const std::string&) { ++unreadable; });
            is_cut = is_cut || std::ssize(records) == most_of_a_state;
            for (const db::Record& record : records) {
                if (!is_seen(record, service)) continue;
                const auto due = services::due_of(record, *service.life, config_.figures.calendar);
                lines.emplace_back(due ? services::unix_time(due->at) : std::numeric_limits<std::int64_t>::max(),
                                   line_of({record, &service}));
            }
        }
    }
    std::ranges::sort(lines);
    for (std::size_t i = 0; i < std::min(lines.size(), most_listed); ++i) out_ << lines[i].second << "\n";
    if (lines.size() > most_listed) out_ << lines.size() - most_listed << " more are not shown\n";
    if (is_cut) out_ << "of a state with more, only the " << most_of_a_state << " that are due first were looked through\n";
    if (unreadable > 0) out_ << unreadable << " do not open under the keys there are\n";
    return 0;
}

int Cases::show(const std::string& number) {
    const auto found = find(number);
    if (!found) return unknown(number);
    const services::Service& service = *found->service;
    out_ << line_of(*found) << "\n";
    for (const services::Line& line : services::standing(found->record, *service.life, config_.figures)) {
        out_ << line.label << "  " << line.value << "\n";
    }
    for (const auto& [key, value] : services::from_json(found->record.answers)) out_ << field_line(service, key, value) << "\n";
    for (const auto& [key, why] : services::from_json(found->record.supplement)) out_ << "补正 " << key << "  " << one_line(why) << "\n";
    for (const db::Change& change : stores_.records.history(found->record.id)) {
        const db::State* to = service.life->state(change.to);
        out_ << services::iso_with_time(change.at) << "  " << (to == nullptr ? change.to : std::string(to->shown)) << "  " << change.who
             << (change.why.empty() ? "" : "  " + one_line(change.why)) << "\n";
    }
    return 0;
}

int Cases::reveal(const std::string& number, const std::string& key) {
    const auto found = find(number);
    if (!found) return unknown(number);
    const services::Answers answers = services::from_json(found->record.answers);
    const auto value = answers.find(key);
    if (value == answers.end()) {
        out_ << "the case has no field " << key << "\n";
        return 1;
    }
    out_ << key << "  " << one_line(value->second) << "\n";
    return 0;
}

int Cases::answer(const services::Result& result) {
    if (const auto* wrong = std::get_if<services::Correct>(&result)) {
        out_ << "refused: " << (wrong->key.empty() ? "" : wrong->key + ": ") << wrong->why << "\n";
        return 1;
    }
    const auto* outcome = std::get_if<services::Outcome>(&result);
    if (outcome == nullptr) return 1;
    if (outcome->code != services::Code::OK) {
        out_ << "refused: " << outcome->headline << "\n";
        return 1;
    }
    return 0;
}

int Cases::move(const std::string& number, const std::string& verb, const services::Answers& input, const std::string& why) {
    const auto found = find(number);
    if (!found) return unknown(number);
    const bool by_lead = worker_.is_lead && found->service->life->move(verb, found->record.state, db::By::lead) != nullptr;
    if (!by_lead && !worker_.is_case) {
        out_ << "refused: " << worker_.id << " lacks the role case\n";
        return 1;
    }
    if (const auto verbs = verbs_of(*found->service->life); !verbs.contains(verb)) {
        out_ << "refused: no verb of an officer's or a lead's here; there are " << joined(verbs) << "\n";
        return 1;
    }
    const services::Context context{.now = now_, .figures = config_.figures, .stores = stores_, .service = found->service};
    const int code =
        answer(services::act({.record = found->record.id,
                              .version = found->record.version,
                              .verb = verb,
                              .input = input,
                              .actor = {.by = by_lead ? db::By::lead : db::By::officer, .id = worker_.id, .unit = worker_.unit},
                              .why = why},
                             context));
    if (code == 0) out_ << line_of(*find(number)) << "\n";
    return code;
}

int Cases::supplement(const std::string& number, const std::vector<std::string>& keys, const std::string& why) {
    const auto found = find(number);
    if (!found) return unknown(number);
    const auto& moves = found->service->life->moves;
    const auto named = std::ranges::find(moves, db::Supplement::named, &db::Move::supplement);
    const std::vector<std::string> reasons = lines_of(why);
    if (named == moves.end() || (reasons.size() != 1 && reasons.size() != keys.size())) {
        out_ << (named == moves.end() ? "this service has no 补正\n" : "write one reason for all, or a line for each key\n");
        return 1;
    }
    services::Answers input;
    for (std::size_t i = 0; i < keys.size(); ++i) input[keys[i]] = reasons[reasons.size() == 1 ? 0 : i];
    return move(number, std::string(named->verb), input, why);
}

int Cases::note(const std::string& number, const std::string& why) {
    const auto found = find(number);
    if (!found || !stores_.records.note(found->record.id, worker_.id, why, services::unix_time(now_))) return unknown(number);
    out_ << number << " noted\n";
    return 0;
}

namespace {

constexpr std::size_t most_bytes_of_a_reason = 4000;

struct CaseGiven {
    std::string number, verb, why_file, reveal;
    std::vector<std::string> keys;
    Who who;
};
using Work = std::function<int(Cases&, const CaseGiven&, const std::string& why)>;

int with_cases(const std::string& folder, const CaseGiven& given, const std::function<int(Cases&)>& work) {
    return with_storage(folder, [&](Storage& storage, const Config& config) {
        Cases cases(services::catalog(), storage.stores, config, case_worker(config, given.who.first.id), clock_now(), std::cout);
        return work(cases);
    });
}

/// Proves who asks; with an action, an audit row comes first.
int run(const Cli& cli, const CaseGiven& given, const std::string& action, const std::string& detail, const Work& work) {
    const auto config = configure(cli.folder);
    if (!config) return 1;
    const std::string why = text_in(given.why_file, most_bytes_of_a_reason);
    const Act act{.action = action.empty() ? "cases" : action,
                  .about = given.number,
                  .detail = detail.empty() ? why : detail + ": " + why,
                  .role = case_worker(*config, given.who.first.id).role()};
    const auto on_cases = [&] { return with_cases(cli.folder, given, [&](Cases& cases) { return work(cases, given, why); }); };
    if (!action.empty()) return carry_out(cli.folder, act, given.who.proofs(), on_cases, std::cout);
    actors_of(*config, act, given.who.proofs());
    return on_cases();
}

std::shared_ptr<CaseGiven> about_one(CLI::App* command) {
    const auto given = std::make_shared<CaseGiven>();
    command->add_option("number", given->number, "The case's number")->required();
    given->who.ask(command);
    return given;
}

CLI::Option* ask_why(CLI::App* command, CaseGiven& given) {
    return command->add_option("--why", given.why_file, "File with the reason, - for standard input");
}

void add_looking(Cli& cli, CLI::App& cases) {
    CLI::App* list = cli.command(cases, "list", "One line an open case of your unit, the earliest due first");
    const auto lister = std::make_shared<CaseGiven>();
    lister->who.ask(list);
    cli.on(list, [&cli, lister] {
        return run(cli, *lister, "", "", [](Cases& all, const CaseGiven&, const std::string&) { return all.list(); });
    });
    CLI::App* show = cli.command(cases, "show", "State, limit, history and fields, masked");
    const auto shown = about_one(show);
    show->add_option("--reveal", shown->reveal, "Key of one field to be shown in clear")->needs(ask_why(show, *shown));
    cli.on(show, [&cli, shown] {
        const bool reveals = !shown->reveal.empty();
        return run(cli, *shown, reveals ? "case reveal" : "", shown->reveal,
                   [reveals](Cases& all, const CaseGiven& given, const std::string&) {
                       return reveals ? all.reveal(given.number, given.reveal) : all.show(given.number);
                   });
    });
}

void add_writing(Cli& cli, CLI::App& cases) {
    CLI::App* move = cli.command(cases, "move", "Move it, by a verb of its service's lifecycle");
    const auto moved = about_one(move);
    move->add_option("verb", moved->verb, "accept, approve, close …")->required();
    ask_why(move, *moved);
    cli.on(move, [&cli, moved] {
        return run(cli, *moved, "case move", moved->verb,
                   [](Cases& all, const CaseGiven& given, const std::string& why) { return all.move(given.number, given.verb, {}, why); });
    });
    CLI::App* supplement = cli.command(cases, "supplement", "Ask the resident to give some fields again (补正)");
    const auto asked = about_one(supplement);
    supplement->add_option("keys", asked->keys, "Keys of the fields")->required();
    ask_why(supplement, *asked)->required();
    cli.on(supplement, [&cli, asked] {
        return run(cli, *asked, "case supplement", joined(asked->keys), [](Cases& all, const CaseGiven& given, const std::string& why) {
            return all.supplement(given.number, given.keys, why);
        });
    });
    CLI::App* note = cli.command(cases, "note", "Add to its history without moving it");
    const auto noted = about_one(note);
    ask_why(note, *noted)->required();
    cli.on(note, [&cli, noted] {
        return run(cli, *noted, "case note", "",
                   [](Cases& all, const CaseGiven& given, const std::string& why) { return all.note(given.number, why); });
    });
}

}  // namespace

void add_case_commands(Cli& cli) {
    CLI::App* cases = cli.group("cases", "What residents submitted to your unit");
    add_looking(cli, *cases);
    add_writing(cli, *cases);
}

}  // namespace gateway
