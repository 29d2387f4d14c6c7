#include "services/form/existing.h"

#include <algorithm>

#include "services/form/act.h"
#include "services/form/answers.h"

namespace services {
namespace {

using db::By;

bool is_by_receipt(const Answers& answers) { return value_of(answers, record_answer) == by_receipt; }
By actor_of(const Answers& answers) { return is_by_receipt(answers) ? By::other_party : By::resident; }

/// The record that was chosen, if it is the resident's and dealt with here; also when it is listed no more because what is wanted was done.
std::optional<db::Record> own_record(const Existing& existing, const Answers& answers, Context& context) {
    const std::string id = value_of(answers, record_answer);
    if (context.resident == nullptr || !existing.line || id.empty()) return std::nullopt;
    auto record = context.stores.records.find(id);
    if (!record || !is_own(*record, context)) return std::nullopt;
    const bool is_dealt_with =
        !existing.line(*record, context).empty() || is_done(*record, value_of(answers, act_answer), By::resident, context);
    return is_dealt_with ? std::move(record) : std::nullopt;
}

/// The record the answers lead to; absent when it is none of the resident's, or their receipt opens none.
std::optional<db::Record> record_of(const Existing& existing, const Answers& answers, Context& context) {
    if (!is_by_receipt(answers)) return own_record(existing, answers, context);
    return existing.receipt ? existing.receipt->finds(answers, context) : std::nullopt;
}

// --- Which record.

/// Read once a message: what is listed, and what is said above the list, are made of them.
std::vector<Option> own_records(const Existing& existing, Context& context) {
    if (context.resident == nullptr || !existing.line) return {};
    return context.read_once("own:" + existing.label + ":" + context.resident->id, [&] {
        std::vector<Option> options;
        for (const db::Record& record : context.stores.records.list_by_resident(context.resident->id, most_own_records)) {
            if (std::string line = existing.line(record, context); !line.empty()) options.push_back({record.id, std::move(line)});
        }
        return options;
    });
}

std::vector<Option> records_to_choose(const Existing& existing, Context& context) {
    std::vector<Option> options = own_records(existing, context);
    if (!existing.begins.empty()) options.insert(options.begin(), {std::string(anew), existing.begins, existing.begun_by});
    if (existing.receipt) options.push_back({std::string(by_receipt), existing.receipt->label});
    return options;
}

bool is_record_to_choose(const Existing& existing, const Answers& answers, Context& context) {
    const std::string id = value_of(answers, record_answer);
    if (id == anew) return !existing.begins.empty();
    return id == by_receipt ? existing.receipt.has_value() : own_record(existing, answers, context).has_value();
}

Field which_record(const std::shared_ptr<const Existing>& existing) {
    return Field{
        .key = std::string(record_answer),
        .label = existing->label,
        .ask = existing->ask.empty() ? "请选择一项" : existing->ask,
        .type = &choice,
        .choices = [existing](const Answers&, Context& context) { return records_to_choose(*existing, context); },
        .is_choice = [existing](const Answers& answers, Context& context) { return is_record_to_choose(*existing, answers, context); },
        .needs = existing->begins.empty() ? Needs::level : Needs::nothing,
        .tell =
            [existing](const Answers&, Context& context) {
                return existing->none.empty() || !own_records(*existing, context).empty() ? std::string{} : existing->none;
            }};
}

// --- What is done with it.

std::vector<Option> acts_on(const db::Record& record, By by, const Context& context) {
    std::vector<Option> acts = acts_open(record, by, context);
    // Who has a receipt has read it above the question; when nothing can be done any more they see what became of it.
    if (by == By::resident || acts.empty()) acts.insert(acts.begin(), {std::string(look), "查看详情"});
    return acts;
}

std::vector<Option> acts_to_choose(const Existing& existing, const Answers& answers, Context& context) {
    const auto record = record_of(existing, answers, context);
    return record ? acts_on(*record, actor_of(answers), context) : std::vector<Option>{};
}

/// Also what was done already, when the answer to it was lost: it is answered by the record as it is.
bool is_act_to_choose(const Existing& existing, const Answers& answers, Context& context) {
    const std::string verb = value_of(answers, act_answer);
    const auto record = record_of(existing, answers, context);
    if (!record) return false;
    if (is_done(*record, verb, actor_of(answers), context)) return true;
    const std::vector<Option> offered = acts_on(*record, actor_of(answers), context);
    return std::ranges::find(offered, verb, &Option::id) != offered.end();
}

Field which_act(const std::shared_ptr<const Existing>& existing, bool is_by_receipt) {
    Field field{.key = std::string(act_answer),
                .label = "操作",
                .ask = is_by_receipt ? existing->receipt->ask : "请选择操作",
                .type = &choice,
                .choices = [existing](const Answers& answers, Context& context) { return acts_to_choose(*existing, answers, context); },
                .is_choice = [existing](const Answers& answers, Context& context) { return is_act_to_choose(*existing, answers, context); },
                .from = {std::string(record_answer)}};
    if (!is_by_receipt) return field;
    for (const Field& asked : existing->receipt->asks) field.from.push_back(asked.key);
    field.tell = [existing](const Answers& answers, Context& context) {
        const auto record = record_of(*existing, answers, context);
        return record && existing->receipt->tells ? existing->receipt->tells(*record, context) : std::string{};
    };
    return field;
}

// --- Sheets.

std::shared_ptr<const std::vector<Field>> borrowed(const std::vector<Field>& fields) { return {std::shared_ptr<void>(), &fields}; }

std::shared_ptr<const std::vector<Field>> joined(const std::vector<Field>& one, const std::vector<Field>& other) {
    auto all = std::make_shared<std::vector<Field>>(one);
    all->insert(all->end(), other.begin(), other.end());
    return all;
}

/// What an act on one's own record asks besides: its own questions, or under 补正 those of the form the record was made by.
Sheet own_sheet(const Service& service, const Answers& answers, Context& context) {
    Sheet sheet{.fields = borrowed(service.sheets.own), .of = &service};
    const std::string verb = value_of(answers, act_answer);
    if (verb.empty() || verb == look) return sheet;
    const auto record = own_record(*service.existing, answers, context);
    const Service* of = record ? service_of(*record, context) : nullptr;
    if (of == nullptr) return sheet;
    sheet.of = of;
    const db::Move* move = of->life == nullptr ? nullptr : of->life->move(verb, record->state, By::resident);
    if (move != nullptr && move->supplement == db::Supplement::given) {
        sheet.fields = joined(service.sheets.own, of->fields);
        sheet.base = from_json(record->answers);
        sheet.reasons = from_json(record->supplement);
        for (const auto& [key, why] : sheet.reasons) sheet.base.erase(key);
    } else if (const Act* act = act_of(*of, verb); act != nullptr && !act->asks.empty()) {
        sheet.fields = joined(service.sheets.own, act->asks);
    }
    return sheet;
}

/// With what can be done about it here.
Outcome shown_with_acts(const db::Record& record, const Service& service, const Context& context) {
    Outcome outcome = shown_to_owner(record, context);
    for (const Option& act : acts_open(record, By::resident, context)) {
        outcome.offers.push_back({act.label, service.id, about_record(record.id, act.id)});
    }
    return outcome;
}

}  // namespace

Answers Sheet::with(const Answers& given) const {
    Answers all = given;
    for (const auto& answer : base) all.insert(answer);
    return all;
}

Sheet sheet_of(const Service& service, const Answers& answers, const Context& context) {
    if (!service.existing) return {.fields = borrowed(service.fields), .of = &service};
    if (!is_about_record(answers)) {
        return {.fields = borrowed(service.existing->ask.empty() ? service.fields : service.sheets.anew), .of = &service};
    }
    if (is_by_receipt(answers)) return {.fields = borrowed(service.sheets.by_receipt), .of = &service};
    Context its = context;
    return own_sheet(service, answers, its);
}

Service::Sheets sheets_of(const Service& service) {
    Service::Sheets sheets;
    if (!service.existing) return sheets;
    const auto existing = std::make_shared<const Existing>(*service.existing);
    const Field which = which_record(existing);
    sheets.anew = *joined({which}, service.fields);
    sheets.own = {which, which_act(existing, false)};
    if (!existing->receipt) return sheets;
    sheets.by_receipt = *joined({which}, existing->receipt->asks);
    sheets.by_receipt.push_back(which_act(existing, true));
    return sheets;
}

Result deal_with(const Service& service, const Answers& answers, Context& context) {
    const By by = actor_of(answers);
    const std::string verb = value_of(answers, act_answer);
    const auto record = record_of(*service.existing, answers, context);
    if (!record) return Outcome{.code = Code::NOT_FOUND, .headline = "没有找到这条记录。"};
    if (verb != look && !is_done(*record, verb, by, context)) {
        ActRequest request{.record = record->id, .version = record->version, .verb = verb, .actor = {.by = by}};
        for (const auto& [key, value] : answers) {
            if (by == By::resident && !key.starts_with('@')) request.input.emplace(key, value);  // of another, it is the receipt
        }
        return act(request, context);
    }
    // What was done already is told as it was then.
    if (const Service* of = verb == look ? nullptr : service_of(*record, context); of != nullptr) {
        Context its = context;
        its.service = of;
        if (const Act* act = act_of(*of, verb); act != nullptr && act->answers) return act->answers(*record, its);
    }
    return by == By::resident ? shown_with_acts(*record, service, context) : shown_to_owner(*record, context);
}

}  // namespace services
