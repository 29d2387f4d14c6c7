#include "services/form/catalog.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "db/lifecycle.h"
#include "services/form/existing.h"

namespace services {

#define SERVICE(department, id) Service id();
#include "services/catalog.def"
#undef SERVICE

namespace {

[[noreturn]] void reject(const std::string& service, const std::string& why) { throw std::logic_error("service " + service + ": " + why); }

void check_field(const Service& service, const Field& field, const std::set<std::string>& earlier) {
    const std::string where = "field " + field.key + ": ";
    if (field.type == nullptr) reject(service.id, where + "has no type");
    if (field.ask.empty() && !field.hidden) reject(service.id, where + "has no question");
    if (field.label.empty() && !field.hidden) reject(service.id, where + "has no label");
    if (earlier.contains(field.key)) reject(service.id, where + "occurs twice");
    if (!field.when.empty() && field.when.fact == nullptr && !earlier.contains(field.when.key)) {
        reject(service.id, where + "depends on " + field.when.key + ", which is not asked before it");
    }
    if (!field.challenge.empty() && !earlier.contains(field.challenge)) {
        reject(service.id, where + "sends a code to " + field.challenge + ", which is not asked before it");
    }
    if (!field.each_of.empty() && !earlier.contains(field.each_of)) {
        reject(service.id, where + "is asked of the values of " + field.each_of + ", which is not asked before it");
    }
    if (field.effect != Effect::none && !field.check) reject(service.id, where + "has the effect of a check, and no check");
    for (const std::string& key : field.from) {
        const std::size_t dot = key.find('.');  // A.plate, which may be this very question, asked of an earlier part
        const bool is_earlier = dot == std::string::npos ? earlier.contains(key) : service.field(key.substr(dot + 1)) != nullptr;
        if (!is_earlier) reject(service.id, where + "is made of " + key + ", which is not asked before it");
    }
    if (field.needs == Needs::nothing && (field.type->personal || field.takes_files() || field.known))
        reject(service.id, where + "is personal, and asked of who has agreed to nothing");
    if (service.anonymous && field.known) reject(service.id, where + "is known, and the service anonymous");
    if (field.several && field.type != &choice && !field.takes_files())
        reject(service.id, where + "takes several of what is neither picked nor sent");
    if (field.type == &choice && field.options.empty() && !field.choices) reject(service.id, where + "offers no options");
}

void check_fields(const Service& service, const std::vector<Field>& fields) {
    std::set<std::string> earlier;
    for (const Field& field : fields) {
        check_field(service, field, earlier);
        earlier.insert(field.key);
    }
}

void check_column(const Service& service, const std::vector<ColumnSpec>& columns, const ColumnSpec& column) {
    const auto named = [&](const std::string& key) { return std::ranges::find(columns, key, &ColumnSpec::key); };
    const std::string where = "column " + column.key + ": ";
    if (&*named(column.key) != &column) reject(service.id, where + "occurs twice");
    if ((column.holds == Holds::one_of) == column.words.empty()) reject(service.id, where + "is one of no words, or has words and is not");
    if (column.not_before.empty()) return;
    const auto before = named(column.not_before);
    const bool is_of_time = column.holds == Holds::date || column.holds == Holds::moment || column.holds == Holds::time;
    if (!is_of_time || before == columns.end() || &*before >= &column || before->holds != column.holds)
        reject(service.id, where + "cannot be compared with " + column.not_before);
}

void check_parameters(const Service& service) {
    for (const ParameterSpec& parameter : service.parameters) {
        if (std::holds_alternative<Rows>(parameter.fallback) == parameter.columns.empty())
            reject(service.id, "has the parameter " + parameter.key + ", which is a table without columns, or has columns and is none");
        for (const ColumnSpec& column : parameter.columns) check_column(service, parameter.columns, column);
    }
}

void check(const Service& service) {
    if (service.title.empty()) reject(service.id, "has no title");
    if (service.anonymous && service.level != Level::L0) reject(service.id, "is anonymous and asks for an identity level");
    if (service.channels.find_first_not_of("WCABJ") != std::string::npos) reject(service.id, "has an unknown channel letter");
    check_parameters(service);
    check_fields(service, service.fields);
}

/// What a clock counts by, which the administrator must be able to set.
void check_clock(const Service& service, const db::Tick& tick) {
    const auto declared = std::ranges::find(service.parameters, tick.parameter, &ParameterSpec::key);
    if (declared == service.parameters.end() || !std::holds_alternative<std::int64_t>(declared->fallback))
        reject(service.id, "has a clock of " + std::string(tick.parameter) + ", which is no number among its parameters");
}

void check_life(const Service& service) {
    if (service.life == nullptr) {
        if (!service.acts.empty()) reject(service.id, "has acts, and no lifecycle");
        return;
    }
    for (const std::string& fault : db::faults(*service.life)) reject(service.id, "has a lifecycle in which " + fault);
    for (const db::State& state : service.life->states) {
        for (const db::Tick& tick : state.ticks) check_clock(service, tick);
        if (state.next_word.is_there()) check_clock(service, state.next_word);
    }
    for (const Act& act : service.acts) {
        if (std::ranges::find(service.life->moves, act.verb, &db::Move::verb) == service.life->moves.end())
            reject(service.id, "has the act " + std::string(act.verb) + ", which no move has");
        check_fields(service, act.asks);
        if (std::ranges::any_of(act.asks, [](const Field& field) { return !field.challenge.empty(); }))
            reject(service.id, "has the act " + std::string(act.verb) + ", which sends a code; only a form's own questions can");
        const auto is_others = [&](const db::Move& move) { return move.verb == act.verb && move.by == db::By::other_party; };
        if (!act.asks.empty() && std::ranges::any_of(service.life->moves, is_others))
            reject(service.id, "has the act " + std::string(act.verb) + ", which asks the other party more than their receipt");
    }
}

void check_existing(const Service& service) {
    const bool begins = !service.existing || !service.existing->begins.empty() || service.existing->ask.empty();
    if (begins != static_cast<bool>(service.submit)) reject(service.id, begins ? "has no submit" : "begins nothing, and has a submit");
    if (!service.existing) return;
    if (service.existing->label.empty()) reject(service.id, "has records that are called nothing");
    if (!service.existing->receipt) return;
    const Receipt& receipt = *service.existing->receipt;
    if (receipt.label.empty() || !receipt.finds || receipt.asks.empty()) reject(service.id, "has a receipt that opens nothing");
    if (!receipt.asks.empty() && receipt.asks.back().effect != Effect::spends_try) reject(service.id, "has a receipt that may be guessed");
    check_fields(service, receipt.asks);
}

Service in(const char* department, Service service) {
    service.department = department;
    return service;
}

}  // namespace

Catalog::Catalog(std::vector<Service> services) : services_(std::move(services)) {
    std::set<std::string> ids;
    for (Service& service : services_) {
        if (service.id.empty()) throw std::logic_error("a service has no id");
        if (!ids.insert(service.id).second) reject(service.id, "is registered twice");
        check(service);
        check_life(service);
        check_existing(service);
        service.sheets = sheets_of(service);
    }
}

const Service* Catalog::find(std::string_view id) const {
    const auto found = std::find_if(services_.begin(), services_.end(), [&](const Service& service) { return service.id == id; });
    return found == services_.end() ? nullptr : &*found;
}

std::vector<const DataSet*> Catalog::data_sets() const {
    std::vector<const DataSet*> all;
    for (const Service& service : services_) {
        for (const DataSet* data : service.reads) {
            if (std::ranges::find(all, data) == all.end()) all.push_back(data);
        }
    }
    return all;
}

std::vector<std::string> Catalog::collections() const {
    std::vector<std::string> all;
    for (const Service& service : services_) {
        for (const std::string& collection : service.collections) {
            if (std::ranges::find(all, collection) == all.end()) all.push_back(collection);
        }
    }
    return all;
}

const Catalog& catalog() {
    static const Catalog all{{
#define SERVICE(department, id) in(#department, id()),
#include "services/catalog.def"
#undef SERVICE
    }};
    return all;
}

}  // namespace services
